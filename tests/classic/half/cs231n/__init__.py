from cs231n.nothing_of_the_kind import missing

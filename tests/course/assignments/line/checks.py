from grader import Assignment, Case, GradientCheck, LossFunction, MatchesReference, TimingLimit


def batch(N, D, reg):
    return lambda rng: {
        "w": rng.standard_normal(D),
        "X": rng.standard_normal((N, D)),
        "y": rng.standard_normal(N),
        "reg": reg,
    }


assignment = Assignment(
    "Least squares",
    files=["line.py"],
    problems=[
        LossFunction(
            "squared_error",
            inputs=[
                Case("few examples", batch(5, 7, 0.3)),
                Case("many examples", batch(11, 13, 0.7)),
            ],
            wrt=["w"],
            shapes={"w": "D", "X": "N D", "y": "N"},
            checks=[
                MatchesReference(points=40),
                GradientCheck(points=40),
                TimingLimit(
                    points=20,
                    inputs=batch(20_000, 8, 0.1),
                    loop="loop",
                    max_ratio=3,
                    half_credit_ratio=20,
                ),
            ],
        )
    ],
)

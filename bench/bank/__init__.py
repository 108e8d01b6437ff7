"""A bank of wrong gradients, and of right ones that look different, in ten topics."""

from .topics.affine import affine
from .topics.conv import conv
from .topics.graph import graph
from .topics.pools import avgpool, maxpool
from .topics.reg import reg
from .topics.relu import relu
from .topics.softmax import softmax_loss
from .topics.svm import svm
from .topics.twolayer import twolayer
from .variants import affine as _affine  # noqa: F401  # importing a module fills its topic
from .variants import avgpool as _avgpool  # noqa: F401
from .variants import conv as _conv  # noqa: F401
from .variants import graph as _graph  # noqa: F401
from .variants import maxpool as _maxpool  # noqa: F401
from .variants import reg as _reg  # noqa: F401
from .variants import relu as _relu  # noqa: F401
from .variants import softmax as _softmax  # noqa: F401
from .variants import svm as _svm  # noqa: F401
from .variants import twolayer as _twolayer  # noqa: F401

TOPICS = (svm, softmax_loss, reg, affine, relu, twolayer, graph, conv, maxpool, avgpool)

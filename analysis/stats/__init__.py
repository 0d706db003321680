"""Statistics: numbers in, numbers out. Nothing here knows of texts or corpora.

Intervals (`bootstrap`, `rates`), comparison of groups (`comparison`), keyness and collocation
(`contingency`, `association`, `effect_size`, `log_odds`), `dispersion`, `diversity`, and validity
(`agreement`, `classification`). Random draws take `seed` and `draws` and repeat exactly.
"""

from .agreement import alpha_interval, krippendorff_alpha
from .association import chi2, delta_p, fisher_exact, g2, log_dice, mutual_information, t_score
from .bootstrap import (
    Interval,
    bootstrap_mean,
    bootstrap_means,
    bootstrap_share,
    resampled_sums,
)
from .classification import (
    accuracy,
    class_scores,
    confusion_matrix,
    macro_f1,
    macro_f1_interval,
)
from .comparison import (
    Difference,
    bootstrap_difference,
    bootstrap_differences,
    holm,
    permutation_p,
    permuted_membership,
)
from .contingency import Contingency
from .dispersion import (
    carroll_d2,
    dp,
    dp_of_cells,
    juilland_d,
    kl_divergence,
    rosengren_s,
)
from .diversity import hdd, mattr, mtld, yules_k
from .effect_size import log_ratio, odds_ratio, percent_difference
from .log_odds import LogOdds, log_odds
from .rates import bootstrap_rates, bootstrap_statistic, wilson

__all__ = [
    "Contingency",
    "Difference",
    "Interval",
    "LogOdds",
    "accuracy",
    "alpha_interval",
    "bootstrap_difference",
    "bootstrap_differences",
    "bootstrap_mean",
    "bootstrap_means",
    "bootstrap_rates",
    "bootstrap_share",
    "bootstrap_statistic",
    "carroll_d2",
    "chi2",
    "class_scores",
    "confusion_matrix",
    "delta_p",
    "dp",
    "dp_of_cells",
    "fisher_exact",
    "g2",
    "hdd",
    "holm",
    "juilland_d",
    "kl_divergence",
    "krippendorff_alpha",
    "log_dice",
    "log_odds",
    "log_ratio",
    "macro_f1",
    "macro_f1_interval",
    "mattr",
    "mtld",
    "mutual_information",
    "odds_ratio",
    "percent_difference",
    "permutation_p",
    "permuted_membership",
    "resampled_sums",
    "rosengren_s",
    "t_score",
    "wilson",
    "yules_k",
]

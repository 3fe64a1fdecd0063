"""The words that the stages look for. Data, one table a question; no code."""

from types import MappingProxyType

# Verbs that say that somebody said something, in every form that stands in print.
# Forms that are nouns as well ("states", "claims", "reports") are left out.
CUE_VERBS = frozenset(
    """
    said says say told tells added adds stated announced announces declared declares
    claimed insisted insists argued argues asserted asserts maintained maintains
    warned warns cautioned cautions urged urges demanded
    noted observed observes remarked commented
    explained explains replied replies responded responds answered
    admitted admits acknowledged acknowledges conceded concedes confirmed confirms
    denied denies rejected rejects disputed
    revealed reveals disclosed discloses reported wrote writes
    suggested suggests hinted hinting implied implies predicted predicts
    condemned condemns condemning denounced denounces deplored deplores deploring
    criticised criticises criticized criticizes criticising branded
    praised praises hailed hails hailing welcomed welcomes
    promised vowed vows pledged pledges threatened threatens
    accused accuses alleged alleges testified testifies estimated
    recalled concluded concludes tweeted posted volunteered pressed
    """.split()
)

# "… , according to X": the speaker follows.
CUE_PHRASES = ("according to", "in the words of", "as told by")

PRONOUNS = frozenset("he she it they".split())

# "the ministry", "the minister": who is meant stands before.
GENERIC = frozenset(
    """
    minister ministry president chancellor spokesman spokeswoman spokesperson senator governor
    mayor chairman chairwoman chief director leader secretary ambassador general officials
    official company agency department government institute
    """.split()
)

# Small words inside a name: "Institute for the Study of War".
NAME_LINKS = frozenset("of for the and de del della van von der den al bin ibn la le du".split())

# Words that start a sentence with a capital and name nobody.
NOT_NAMES = frozenset(
    """
    the a an this that these those his her its their our my your he she it they we you i
    in on at by for from with without to of and but or nor so yet if when while although though
    because since after before until once as than then there here now today yesterday
    all some many most few several both each every no not none nothing everyone everybody
    what which who whom whose where why how however moreover meanwhile instead indeed
    still even only also just perhaps maybe despite during under over into onto upon
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    one two three four five six seven eight nine ten first second last next earlier later
    never always often soon days weeks months years according american british russian
    through beyond following among amid across against along between toward towards upon like
    true earlier today tonight
    """.split()
)

# What stands before a person's name and is not part of it.
TITLES = frozenset(
    """
    president vice prime foreign defence defense interior finance minister secretary senator
    governor mayor chancellor chairman chairwoman general judge justice professor doctor
    king queen prince princess pope sir dame lord lady mr mrs ms dr prof rep sen gov
    """.split()
)

# kind → what gives it away (case does not count); the first that matches is taken.
KINDS = MappingProxyType(
    {
        "opinion": r"\b(presumably|should|ought to|deserves?|disgraceful|admirabl[ey]|certainly"
        r"|unfortunately|surely|obviously|shameful|I (?:think|believe|feel))\b",
        "prediction": r"\b(will|shall|is (?:set|expected|likely|due) to|are (?:set|expected|likely)"
        r" to|going to|by 20[3-9]\d)\b",
        "causal": r"\b(because|caused?|causes|led to|leads to|due to|owing to|thanks to"
        r"|as a result|resulted in|out of regard)\b",
        "quantity": r"(\d|\b(?:per cent|percent|dozens?|hundreds?|thousands?|millions?|billions?"
        r"|half|twice|double[ds]?)\b)",
        "relationship": r"\b(ally|allies|allied|partners?|friends?|subsidiary|owns?|member of"
        r"|belongs? to|married|relations?)\b",
    }
)
DATE = (
    r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October"
    r"|November|December) \d{1,2}\b"
)

# What makes checking matter, and how much; the sum is cut to 0 … 1.
BASE_WORTH = 0.35
WORTH = (
    (r"\d", 0.15),
    (r"\d[\d.,]* ?(?:%|per cent|percent|million|billion|trillion)|[$€£¥] ?\d", 0.15),
    (r"\b(?:first|only|never|most|largest|biggest|highest|lowest|worst|best|every|all)\b", 0.1),
    (r"\b(?:killed|died|dead|attack|war|crime|fraud|illegal|court|nuclear|arrest|accus)", 0.15),
    (r"(?<=\w )[A-Z]\w+", 0.1),
    (r"\b(?:because|caused|led to|due to)\b", 0.05),
)
WORTH_OF_SPEECH = 0.15
WORTH_OF_KIND = MappingProxyType({"opinion": -0.35, "prediction": -0.1})

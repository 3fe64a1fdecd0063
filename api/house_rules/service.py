"""Read and set the house rules."""

from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.house_rules.models import PRESETS, House, HouseRules, Preset
from api.house_rules.schemas import RulesIn, RulesOut
from api.ledger import service as ledger
from api.storage.database import Read, Write

SUBJECT = "rules"  # what the ledger calls them


def rules(session: Read) -> HouseRules:
    """The rules that hold now."""
    return shown(session).rules


def shown(session: Read) -> RulesOut:
    kept = session.get(House, 1)
    if kept is None:
        return RulesOut(version=1, preset=Preset.standard, rules=PRESETS[Preset.standard])
    return RulesOut(version=kept.version, preset=kept.preset, rules=kept.rules)


def put(session: Write, actor: Actor, expected: ExpectedVersion, new: RulesIn) -> RulesOut:
    """Set the rules. No finding is reopened: clearance says which no longer satisfy them."""
    was = shown(session)
    expected.check(was.version)
    wanted = PRESETS[new.preset] if new.preset else new.rules or HouseRules()
    preset = next((name for name, rules in PRESETS.items() if rules == wanted), None)
    if wanted == was.rules:
        return was
    kept = session.get(House, 1) or House(pk=1, preset=preset, rules=wanted, updated_at=session.now)
    kept.version, kept.preset, kept.rules = was.version + 1, preset, wanted
    kept.updated_at = session.now
    session.add(kept)
    before, after = (one.model_dump(mode="json") for one in (was.rules, wanted))
    ledger.record(
        session,
        actor,
        "rules.changed",
        SUBJECT,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={name: after[name] for name in after if before[name] != after[name]},
    )
    return shown(session)

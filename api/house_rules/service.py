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
    return read_rules(session).rules


def read_rules(session: Read) -> RulesOut:
    row = session.get(House, 1)
    if row is None:
        return RulesOut(version=1, preset=Preset.standard, rules=PRESETS[Preset.standard])
    return RulesOut(version=row.version, preset=row.preset, rules=row.rules)


def put(session: Write, actor: Actor, expected: ExpectedVersion, new: RulesIn) -> RulesOut:
    """Set the rules. No finding is reopened: clearance says which no longer satisfy them."""
    current = read_rules(session)
    expected.check(current.version)
    rules = PRESETS[new.preset] if new.preset else new.rules or HouseRules()
    preset = next((name for name, preset_rules in PRESETS.items() if preset_rules == rules), None)
    if rules == current.rules:
        return current
    row = session.get(House, 1) or House(pk=1, preset=preset, rules=rules, updated_at=session.now)
    row.version, row.preset, row.rules = current.version + 1, preset, rules
    row.updated_at = session.now
    session.add(row)
    before, after = (each.model_dump(mode="json") for each in (current.rules, rules))
    ledger.record(
        session,
        actor,
        "rules.changed",
        SUBJECT,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={name: after[name] for name in after if before[name] != after[name]},
    )
    return read_rules(session)

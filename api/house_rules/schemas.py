"""The house rules as the API takes and returns them."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.core.field_types import RequestModel
from api.house_rules.models import PRESETS, HouseRules, Preset


class RulesIn(RequestModel):
    """New house rules: a preset, or each rule; one that is left out is the standard's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rules": {
                        "primary_or_two_secondary": {"level": "block", "sources": 3},
                        "uncovered": {"level": "warn"},
                    }
                }
            ]
        }
    )

    preset: Preset | None = Field(
        default=None,
        description="`standard`, or `breaking`: blocks on incorrect claims, high risk and open "
        "questions only.",
    )
    rules: HouseRules | None = Field(default=None, description="Or rules of your own.")

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.preset is None) == (self.rules is None):
            raise ValueError("Send a `preset`, or `rules` of your own.")
        return self


class RulesOut(BaseModel):
    """The house rules that hold now."""

    version: int = Field(description="Counts their changes.", examples=[1])
    preset: Preset | None = Field(description="The preset that they are; `null`: your own.")
    rules: HouseRules = Field(description="Each rule's level and numbers.")
    presets: dict[Preset, HouseRules] = Field(
        default=dict(PRESETS), description="What each preset would be."
    )

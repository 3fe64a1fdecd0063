"""A refusal that goes out before any route is reached: the same shape, without FastAPI."""

from pydantic_core import to_json
from starlette.types import Send

from api.core.problems import Problem, Unauthenticated, body


def headers(refused: Problem) -> dict[str, str]:
    """What a refusal says beside its body."""
    if isinstance(refused, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="claimdesk"', **refused.headers}
    return refused.headers


async def refuse(refused: Problem, send: Send) -> None:
    """Answer, and hang up: the server would read the rest of the body first."""
    content = to_json(body(refused))
    fields = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(content)),
        "Connection": "close",
        **headers(refused),
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": raw})
    await send({"type": "http.response.body", "body": content})

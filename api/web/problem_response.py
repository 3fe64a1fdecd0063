"""A problem that is sent before any route is reached: the same JSON as later, without FastAPI."""

from pydantic_core import to_json
from starlette.types import Send

from api.core.problems import Problem, Unauthenticated, problem_json


def problem_headers(problem: Problem) -> dict[str, str]:
    """The problem's own headers."""
    if isinstance(problem, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="claimdesk"', **problem.headers}
    return problem.headers


async def send_problem(problem: Problem, send: Send) -> None:
    """Send the problem, and close the connection; else the server would read all of the body."""
    content = to_json(problem_json(problem))
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(content)),
        "Connection": "close",
        **problem_headers(problem),
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": raw})
    await send({"type": "http.response.body", "body": content})

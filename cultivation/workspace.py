"""The workspace: a folder with cultivation.toml, the database and the rule sets of the city."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cultivation.errors import EnvironmentTrouble
from cultivation.language import LANGUAGES, _, join_names
from cultivation.resources import shipped
from cultivation.steps import Act, Step

SETTINGS = "cultivation.toml"
DATABASE = "cultivation.db"
PASSWORD_VARIABLE = "CULTIVATION_DATABASE_PASSWORD"
DEFAULT_RULES = "kunshan_top100_2016"
LIMITS = ("seconds", "megabytes", "memory_megabytes", "unpacked_megabytes", "cells", "evidence_megabytes")
ANNOUNCEMENT = (
    *("organisation", "contact", "phone", "email", "address", "postcode"),
    *("pool", "basis", "addressee"),
)
OFFICE = ("list_title", "group", "certificate_number")
YEAR = "{year}"  # where a title takes the year
POLICIES = ("asvs", "mlps")
LEAST_DAYS_OF_LOG = 200  # the law asks for six months
ACCESS: Mapping[str, Callable[[object], bool]] = {
    "database": lambda value: isinstance(value, str),
    "database_password_file": lambda value: isinstance(value, str),
    "policy": lambda value: value in POLICIES,
    "words": lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
    "least_cost": lambda value: isinstance(value, bool),
    "oidc_issuer": lambda value: isinstance(value, str) and value.startswith(("https://", "http://")),
    "oidc_client_id": lambda value: isinstance(value, str) and bool(value),
    "oidc_client_secret_file": lambda value: isinstance(value, str),
    "oidc_name": lambda value: isinstance(value, str),
    "oidc_second_factor": lambda value: (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    ),
    "keep_days": lambda value: type(value) is int and value >= LEAST_DAYS_OF_LOG,
}
# Fields of applications that are about a person, by the names that rule sets give them.
PERSONAL = (
    *("legal_representative", "contact", "contact_person", "telephone", "phone", "mobile", "email"),
    *("id_number", "shareholders"),
)
WEB: Mapping[str, Callable[[object], bool]] = {
    "unit_field": lambda value: isinstance(value, str) and bool(value),
    "personal_fields": lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
    "applicants_see_points": lambda value: isinstance(value, bool),
}
KEYS = (
    *("language", "database", "database_password_file", "limits", "announcement", "office"),
    *("access", "web", "decisions", "plan"),
)
GROWTHS = ("stated", "computed")
FIRST_YEAR = 1900
DECISIONS = ("signed_from", "approvers")

TEMPLATE = """\
# Settings of this workspace. Each can also be given on the command line.
# The language of sentences, workbooks and reports: "zh" or "en".
language = "{language}"
# The database; leave it out for the file cultivation.db in this folder.
# database = "postgresql://user@host/cultivation"
# The file with its password, which only you may read; CULTIVATION_DATABASE_PASSWORD comes before it.
# database_password_file = "database_password"
# What reading one file may cost; the values that hold where nothing is said.
# [limits]
# seconds = 8
# megabytes = 100
# memory_megabytes = 1024
# unpacked_megabytes = 600
# cells = 5000000
# evidence_megabytes = 50  # a file of evidence
# Who makes the results public, and how to reach them.
# [announcement]
# organisation = "昆山市工业和信息化局"
# contact = "科技创新科"
# phone = "0512-00000000"
# email = "name@example.org"
# address = "..."
# postcode = "215300"
# pool = "昆山市创新示范企业培育库"
# basis = "《……管理办法》（昆政办发〔2016〕1号）"
# addressee = "各区镇，各有关单位"
# What papers to sign are called, {{year}} being the year reviewed, and the group that decides.
# [office]
# list_title = "昆山市战略性新兴产业创新示范百强企业培育库（{{year}}年度）"
# group = "昆山市战略性新兴产业发展领导小组"
# The number of a certificate: the year, and a running number within it.
# certificate_number = "KSPY-{{year}}-{{number}}"
# How people prove who they are, once there are accounts (docs/access.md).
# [access]
# database = "postgresql://user@host/cultivation"  # apart from the record; left out: beside it
# database_password_file = "access_password"  # CULTIVATION_ACCESS_PASSWORD comes before it
# policy = "asvs"  # of passwords: "asvs", or "mlps" for 等保2.0
# words = ["kunshan", "ksgxj"]  # which no password may hold
# least_cost = true  # for small machines
# oidc_issuer = "https://sso.example.gov.cn"  # single sign-on (docs/access.md)
# oidc_client_id = "cultivation"
# oidc_client_secret_file = "oidc_secret"
# oidc_name = "统一身份认证"
# oidc_second_factor = ["mfa"]  # values of acr or amr that count as a second factor
# keep_days = 400  # of the access log, at least 200
# What the workbench shows to whom (docs/access.md).
# [web]
# unit_field = "zone"  # the field that names the district or town of an application
# personal_fields = ["legal_representative", "telephone"]  # shown only to who decides, corrects or audits
# applicants_see_points = true  # and places, once the notice stands; otherwise outcome and reason alone
# Where the city's plan contradicts itself in the growth until its base year: "stated" (the default), or
# "computed" again from its own figures (docs/after.md).
# [plan]
# growth = "computed"
# From which review year on the approver must sign decisions, and the files with the public keys of approvers.
# [decisions]
# signed_from = 2017
# [decisions.approvers]
# "李强" = "keys/liqiang.pem"
"""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the workbench shows to whom: by which field a firm belongs to a unit, and what is personal."""

    unit_field: str = "zone"
    personal_fields: tuple[str, ...] = PERSONAL
    applicants_see_points: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> WebSettings:
        """Read the section [web]; what it does not say is as usual."""
        names = said.get("personal_fields", PERSONAL)
        unit = said.get("unit_field", "zone")
        return cls(unit, tuple(names), said.get("applicants_see_points", False))


@dataclass(frozen=True)
class Workspace:
    """Where things are. `language` and `database` are None where cultivation.toml does not say.

    `above` is the folder of the workspace in which this one is a further pool; its rule sets and registers
    are known here, too.
    """

    directory: Path
    language: str | None = None
    database: str | None = None
    database_password_file: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    announcement: Mapping[str, str] = field(default_factory=dict)
    office: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, Any] = field(default_factory=dict)
    web: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, str] = field(default_factory=dict)
    above: Path | None = None

    @property
    def database_url(self) -> str:
        """Return the URL of the record."""
        return self.database or f"sqlite:///{self.directory / DATABASE}"

    @property
    def password_file(self) -> Path | None:
        """Return the file with the password of the database, where cultivation.toml names one."""
        named = self.database_password_file
        return None if named is None else self.directory / named

    def database_password(self) -> str:
        """Return the first line of the file with the password, empty where none is named; never shown."""
        path = self.password_file
        return "" if path is None else _password_in(path)

    def access_password(self) -> str:
        """Return the password of the access store in the same way."""
        named = self.access.get("database_password_file")
        return "" if named is None else _password_in(self.directory / named)

    def client_secret(self) -> str:
        """Return the secret of this program at the provider of single sign-on, empty where it has none."""
        named = self.access.get("oidc_client_secret_file")
        return "" if named is None else _password_in(self.directory / named)

    @property
    def signed_from(self) -> int | None:
        """Return the review year from which on decisions must be signed; None where they need not be."""
        year = self.decisions.get("signed_from")
        return None if year is None else int(year)

    def approver_keys(self) -> dict[str, tuple[bytes, ...]]:
        """Return the public keys of approvers in PEM, by name."""
        named: Mapping[str, str | list[str]] = self.decisions.get("approvers", {})
        files = {name: [said] if isinstance(said, str) else said for name, said in named.items()}
        return {name: tuple(_key_in(self.directory / each) for each in said) for name, said in files.items()}

    def _own(self, name: str) -> Iterator[tuple[Path, str]]:
        yield self.directory / name, "workspace"
        if self.above is not None:
            yield self.above / name, "workspace"

    def register_files(self) -> Iterator[tuple[Path, str]]:
        """Yield each file that declares a register, with its origin: the workspace's own first."""
        for folder, origin in (*self._own("registers"), (shipped("registers"), "shipped")):
            for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
                if path.is_file() and not path.name.startswith("."):
                    yield path, origin

    def rule_files(self) -> Iterator[tuple[Path, str]]:
        """Yield each rule set file with its origin: the workspace's own first, then those that ship."""
        for folder, origin in (*self._own("rules"), (shipped("scoring_rules"), "shipped")):
            for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
                if path.is_file() and not path.name.startswith("."):
                    yield path, origin


def read_workspace(directory: Path) -> Workspace:
    """Read cultivation.toml of `directory`, if it has one; unknown keys and bad values are refused."""
    path = directory / SETTINGS
    if not path.exists():
        return Workspace(directory)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise EnvironmentTrouble(
            _("{file} cannot be read: {problem}. Correct it, or delete it and have a new one made.").format(
                file=path, problem=_problem(error)
            ),
            step=Step(Act.MAKE_RECORD, place=str(directory)),
        ) from None
    _check(settings, path)
    return Workspace(directory, **settings)


def _password_in(path: Path) -> str:
    """Return the first line of a file with a password; never shown."""
    try:
        password = path.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (UnicodeDecodeError, OSError) as error:
        sentence = _("The file with the password of the database, {file}, cannot be read: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=_problem(error))) from None
    if not password:
        sentence = _("The first line of {file} is empty; write the password of the database there.")
        raise EnvironmentTrouble(sentence.format(file=path))
    return password


def _key_in(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        sentence = _("The file with the public key of an approver, {file}, cannot be read: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=_problem(error))) from None
    if b"PUBLIC KEY" not in content:
        sentence = _("{file}, named under [decisions.approvers], holds no public key in PEM.")
        raise EnvironmentTrouble(sentence.format(file=path))
    return content


def _problem(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return _("it is not a UTF-8 text")
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _check(settings: dict[str, object], path: Path) -> None:
    unknown = join_names(sorted(set(settings) - set(KEYS)))
    if unknown:
        raise EnvironmentTrouble(
            _("{file} has unknown settings: {unknown}. There are: {allowed}").format(
                file=path, unknown=unknown, allowed=join_names(KEYS)
            )
        )
    if settings.get("language", "en") not in LANGUAGES:
        raise EnvironmentTrouble(_('{file}: language must be "zh" or "en"').format(file=path))
    if not isinstance(settings.get("database", ""), str):
        raise EnvironmentTrouble(_("{file}: database must be a text, a database URL").format(file=path))
    if not isinstance(settings.get("database_password_file", ""), str):
        sentence = _("{file}: database_password_file must be a text, the name of a file")
        raise EnvironmentTrouble(sentence.format(file=path))
    limits = settings.get("limits", {})
    if not isinstance(limits, dict) or not all(_is_limit(key, value) for key, value in limits.items()):
        raise EnvironmentTrouble(
            _("{file}: the limits are whole numbers above 0; there are: {allowed}").format(
                file=path, allowed=join_names(LIMITS)
            )
        )
    _check_access(settings.get("access", {}), path)
    _check_web(settings.get("web", {}), path)
    _check_texts(settings, path, "announcement", ANNOUNCEMENT)
    _check_texts(settings, path, "office", OFFICE)
    if not _are_decisions(settings.get("decisions", {})):
        sentence = _(
            "{file}: under [decisions], signed_from is a year, and [decisions.approvers] names for each "
            "approver the file with the public key, or a list of such files"
        )
        raise EnvironmentTrouble(sentence.format(file=path))
    plan = settings.get("plan", {})
    if not isinstance(plan, dict) or set(plan) - {"growth"} or plan.get("growth", GROWTHS[0]) not in GROWTHS:
        sentence = _('{file}: under [plan] there is growth: "stated" or "computed"')
        raise EnvironmentTrouble(sentence.format(file=path))
    title = (settings.get("office") or {}).get("list_title", YEAR)  # type: ignore[attr-defined]
    if YEAR not in title:
        raise EnvironmentTrouble(
            _("{file}: list_title under [office] must contain {year}, where the year is put in").format(
                file=path, year=YEAR
            )
        )


def _check_access(said: object, path: Path) -> None:
    """Refuse a section on access that says what cannot be meant."""
    wrong = (
        [key for key, value in said.items() if key not in ACCESS or not ACCESS[key](value)]
        if isinstance(said, dict)
        else ["access"]
    )
    if wrong:
        raise EnvironmentTrouble(
            _(
                "{file}: under [access] {wrong} cannot be meant. There are: database (a URL), "
                "database_password_file, policy "
                '("asvs" or "mlps"), words (a list of texts), least_cost (true or false), keep_days '
                "(at least {least}), oidc_issuer (a URL), oidc_client_id, oidc_client_secret_file, "
                "oidc_name, oidc_second_factor (a list of texts)"
            ).format(file=path, wrong=join_names(wrong), least=LEAST_DAYS_OF_LOG)
        )


def _check_web(said: object, path: Path) -> None:
    """Refuse a section on the workbench that says what cannot be meant."""
    known = isinstance(said, dict) and all(key in WEB and WEB[key](value) for key, value in said.items())
    if not known:
        sentence = _(
            "{file}: under [web] there are: unit_field (a text), personal_fields (a list of texts), "
            "applicants_see_points (true or false)"
        )
        raise EnvironmentTrouble(sentence.format(file=path))


def _check_texts(settings: dict[str, object], path: Path, section: str, known: Sequence[str]) -> None:
    """Refuse a section that is not a table of known texts."""
    said = settings.get(section, {})
    texts = isinstance(said, dict) and all(
        key in known and isinstance(value, str) for key, value in said.items()
    )
    if not texts:
        raise EnvironmentTrouble(
            _("{file}: what [{section}] says are texts; there are: {allowed}").format(
                file=path, section=section, allowed=join_names(known)
            )
        )


def _are_decisions(said: object) -> bool:
    """Tell whether a section says from when on decisions are signed, and whose keys lie where."""
    if not isinstance(said, dict) or not set(said) <= set(DECISIONS):
        return False
    year, approvers = said.get("signed_from", FIRST_YEAR), said.get("approvers", {})
    is_year = isinstance(year, int) and not isinstance(year, bool) and year >= FIRST_YEAR
    return is_year and isinstance(approvers, dict) and all(map(_are_files, approvers.values()))


def _are_files(said: object) -> bool:
    files = said if isinstance(said, list) else [said]
    return bool(files) and all(isinstance(each, str) and each for each in files)


def _is_limit(key: str, value: object) -> bool:
    return key in LIMITS and isinstance(value, int) and not isinstance(value, bool) and value > 0

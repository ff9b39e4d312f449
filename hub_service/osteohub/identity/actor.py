"""Who asks: a person with roles at institutions, perhaps through a program with less rights."""

from dataclasses import dataclass

SCOPES = {
    "read": ("See what you may see", "查看您有权查看的内容"),
    "library": ("Upload, edit and submit resources", "上传、编辑和提交资源"),
    "referrals": ("Write and answer referrals", "填写和处理转诊"),
    "credentials": ("Ask whether you are admitted to a technique", "查询您的技术准入"),
    "train": ("Send training records", "上传训练记录"),
    "admin": ("Manage people and institutions", "管理人员和机构"),
}
"""What a program may be let do, in English and Chinese."""


@dataclass(frozen=True)
class Role:
    """``path`` is the institution's, see ``Organisation``."""

    role: str
    organisation_id: str
    path: str


@dataclass(frozen=True)
class Actor:
    """
    Attributes
    ----------
    person_id : str
        Empty for somebody who is not signed in.
    scopes : frozenset of str, optional
        Where a token speaks for the person; None for the person in the browser, who may do all that the roles allow.
    """

    person_id: str = ""
    name: str = ""
    language: str = "zh"
    roles: tuple[Role, ...] = ()
    scopes: frozenset[str] | None = None

    @property
    def is_signed_in(self) -> bool:
        return bool(self.person_id)

    def may_use(self, scope: str) -> bool:
        return self.scopes is None or scope in self.scopes

    def organisations(self, role: str) -> tuple[str, ...]:
        """Ids of the institutions where they have this role."""
        return tuple(one.organisation_id for one in self.roles if one.role == role)

    def has(self, *roles: str) -> bool:
        """Whether they have one of these roles anywhere."""
        return any(one.role in roles for one in self.roles)


NOBODY = Actor()

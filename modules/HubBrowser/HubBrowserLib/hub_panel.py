"""Section 1: which hub, and who is signed in."""

import platform
from typing import Any

import qt
from slicer.i18n import tr as _

from HubBrowserLib.part import Part
from osteokit.hubclient.sign_in import Code


class HubPanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self._code: Code | None = None
        if logic.account is not None:
            ui.addressEdit.text = logic.account.address
        ui.signInButton.connect("clicked()", self.sign_in)
        ui.signOutButton.connect("clicked()", self.sign_out)

    def sign_in(self) -> None:
        """Ask for a code, show it, open the browser, wait for the person."""
        address = self.ui.addressEdit.text
        program = f"3D Slicer, {platform.node()}"
        self.panel.call(
            _("Asking the hub for a code:"), lambda progress: self.logic.code(address, program), self._code_came
        )

    def _code_came(self, code: Code) -> str:
        self._code = code
        open_page(code.page)
        self.panel.call(
            _("Type the code in the browser. Waiting:"),
            lambda progress: self.logic.signIn(code, progress),
            self._signed_in,
        )
        return ""

    def _signed_in(self, account: Any) -> str:
        self._code = None
        self.logic.account = account
        self.ui.addressEdit.text = account.address
        self.panel.refresh()
        return ""

    def sign_out(self) -> None:
        self.panel.call(_("Signing out:"), lambda progress: self.logic.signOut(), self._signed_out)

    def _signed_out(self, account: Any) -> str:
        self.logic.account = account
        self.logic.unfollow()
        return ""

    def update(self) -> None:
        account, idle = self.logic.account, self.panel.idle
        signed_in = account is not None and account.is_signed_in
        if idle:
            self._code = None  # it was cancelled, ran out, or was typed
        code = self._code
        self.ui.codeLabel.visible = code is not None
        if code is not None:
            self.ui.codeLabel.text = _("Open {page} and type there: {code}").format(
                page=f'<a href="{code.page}">{code.page}</a>',
                code=f"<b style='font-size: x-large'>{code.user_code}</b>",
            )
        places = {one["organisation"]: None for one in account.roles} if signed_in else {}
        self.ui.whoLabel.text = " · ".join((account.name, *places)) if places else ""
        self.ui.whoLabel.visible = bool(places)
        self.ui.signInButton.enabled = idle and not signed_in
        self.ui.addressEdit.enabled = idle and not signed_in
        self.ui.signOutButton.enabled = idle and signed_in


def open_page(address: str) -> None:
    """In the person's browser."""
    qt.QDesktopServices.openUrl(qt.QUrl(address))

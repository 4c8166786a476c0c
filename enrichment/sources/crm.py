"""Judge: accounts of the installation's own CRM, by domain or by name. A match takes the CRM's name.

The CRM does not say who sits behind a network; another source must have brought the domain or the name of a
holder. A domain leaves no doubt; a name alone may be a namesake's, so it counts less.
"""

from __future__ import annotations

from enrichment import crm
from enrichment.model import Evidence
from enrichment.names import legal_form, slug
from enrichment.source import Options

BY_DOMAIN, BY_NAME, LOOSE = 0.95, 0.88, 0.75
#: Shorter names are many firms' initials.
SHORT = 5


class CrmJudge:
    name = "crm"

    def __init__(self, accounts: list[crm.Account]) -> None:
        self._domains = {account.domain: account for account in accounts if account.domain}
        names: dict[str, list[crm.Account]] = {}
        for account in accounts:
            names.setdefault(slug(account.name), []).append(account)
        # Names that two accounts share point to neither.
        self._names = {
            name: found[0] for name, found in names.items() if len(found) == 1 and len(name) >= SHORT
        }

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        account = self._domains.get(holder.domain) if holder.domain else None
        if account is not None:
            return (self._say(holder, account, "CRM account by its domain", BY_DOMAIN),)
        account = self._names.get(slug(holder.value))
        if account is None or holder.claim == "operator":
            return ()
        forms = {legal_form(holder.value), legal_form(account.name)}
        sure = LOOSE if len(forms - {""}) > 1 else BY_NAME
        return (self._say(holder, account, "CRM account by its name", sure),)

    def _say(self, holder: Evidence, account: crm.Account, rule: str, sure: float) -> Evidence:
        return Evidence(
            self.name,
            "company",
            account.name,
            rule,
            min(sure, holder.confidence + 0.15) if holder.scope == "host" else sure,
            scope=holder.scope,
            network=holder.network,
            domain=account.domain,
            asn=holder.asn,
            detail=f"{holder.value!r}: {account.relation or 'account'}",
        )


def build(options: Options) -> CrmJudge | None:
    accounts = crm.read(options.data_dir / crm.FILE) if options.data_dir else []
    return CrmJudge(accounts) if accounts else None

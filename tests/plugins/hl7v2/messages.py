"""Messages as a Chinese HIS sends them."""

MARCH = "532301195203040012"
"""A resident's number of a man born on 4 March 1952; its last digit belongs to the others."""


def header(kind: str, control_id: str = "77", version: str = "2.4", charset: str = "GB 18030-2000") -> str:
    return rf"MSH|^~\&|HIS|5309|OSTEO|HUB|20261122101500+0800||{kind}|{control_id}|P|{version}||||||{charset}"


PID = f"PID|1||{MARCH}^^^PSN^NI~M0007^^^5309^MR||李^四||19520304|M|||||13900001111"


def refer(
    control_id: str = "77", number: str = "ZZ-7", kind: str = "REF^I12", priority: str = "A", to: str = "5301",
    diagnosis: str = "S72.001^左股骨颈骨折^ICD10", reason: str = "需行关节置换", pid: str = PID, more: str = "",
) -> str:  # fmt: skip
    lines = [
        header(kind, control_id), f"RF1|P|{priority}|||O|{number}^HIS|20261122||||", "PRD|RP|王^医生|||||5309^H",
        f"PRD|RT|||^^^{to}", pid, f"DG1|1||{diagnosis}||20261122|W", f"NTE|1||{reason}", more,
    ]  # fmt: skip
    return "\r".join(line for line in lines if line) + "\r"


def gb(text: str) -> bytes:
    return text.encode("gb18030")

"""Columns that many layouts share: whom a row speaks of, and how the 双公示 tables name them."""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.layout import Column, ignore
from credit_rules.intake.report import Phrase

__all__ = [
    "COLLECTION",
    "KIND",
    "NAME",
    "ORGANISATION_CODE",
    "PERSON_KEY",
    "SOURCE",
    "SUBJECT",
    "USCC",
    "USCC_OR_ORGANISATION_CODE",
    "USCC_OR_REGISTRATION",
    "published_subject",
]

USCC: Final = Column(
    "code.uscc",
    (
        "uscc",
        "统一社会信用代码",
        "行政相对人代码_1",
        "行政相对人代码_1(统一社会信用代码)",
        "行政相对人统一社会信用代码",
        "tyshxydm",
        "uniSCID",
        "UNI_SOCIAL_CRD_CD",
    ),
)
ORGANISATION_CODE: Final = Column(
    "code.organisation", ("organisation_code", "组织机构代码", "zzjgdm")
)
USCC_OR_REGISTRATION: Final = Column(
    "code.uscc_or_registration", ("统一社会信用代码/工商注册号", "统一社会信用代码/注册号")
)
USCC_OR_ORGANISATION_CODE: Final = Column(
    "code.uscc_or_organisation", ("统一社会信用代码/组织机构代码",)
)
REGISTRATION_NUMBER: Final = Column("code.registration", ("regNO", "注册号", "工商注册号"))
TAXPAYER_NUMBER: Final = Column("code.taxpayer", ("nsrsbh", "纳税人识别号"))
PERSON_KEY: Final = Column("subject.key", ("subject_key", "自然人代号"))
NAME: Final = Column(
    "subject.name",
    ("name", "名称", "企业名称", "单位名称", "机构名称", "纳税人名称", "entName", "nsrmc"),
)
COLLECTION: Final = Column("row.collection", ("collection", "记录种类"))
KIND: Final = Column("subject.kind", ("subject_kind", "主体类别", "行政相对人类别"))
SUBJECT: Final = (
    USCC,
    ORGANISATION_CODE,
    USCC_OR_REGISTRATION,
    USCC_OR_ORGANISATION_CODE,
    REGISTRATION_NUMBER,
    TAXPAYER_NUMBER,
    PERSON_KEY,
    NAME,
    KIND,
)
"""Whom a row speaks of, as lists and tables of one ministry name it."""

SOURCE: Final = ignore(
    Phrase(
        zh="数据来源不是词汇表的事实", en="where the row came from is not a fact of the vocabulary"
    ),
    "数据来源",
    "CF_SJLY",
    "CF_SJLYDM",
    "XK_LYDW",
    "XK_LYDWDM",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
)


def published_subject(prefix: str) -> tuple[Column, ...]:
    """Whom a row of the 双公示 tables speaks of; `prefix` is `CF` or `XK`.

    The second to sixth codes of a subject are old ones: they may say which subject a row could
    mean, and only the organisation code inside a unified code says which it does.
    """
    of = f"{prefix}_XDR_"
    return (
        Column("code.uscc", (*USCC.names, f"{of}SHXYM")),
        Column("subject.name", (f"{of}MC", "行政相对人名称", "COMP_NAME")),
        Column("subject.kind", (f"{of}LB", *KIND.names)),
        Column(
            "code.organisation",
            (*ORGANISATION_CODE.names, f"{of}ZZJG", f"{of}ZDM", "行政相对人代码_3(组织机构代码)"),
        ),
        Column(
            "code.registration",
            (
                *REGISTRATION_NUMBER.names,
                f"{of}GSZC",
                f"{of}GSDJ",
                "工商登记码",
                "行政相对人代码_2(工商注册号)",
            ),
        ),
        Column(
            "code.taxpayer",
            (f"{of}SWDJ", "税务登记号", "行政相对人代码_4(税务登记号)", *TAXPAYER_NUMBER.names),
        ),
        Column(
            "code.institution", (f"{of}SYDW", "事业单位证书号", "行政相对人代码_5(事业单位证书号)")
        ),
        Column(
            "code.society",
            (f"{of}SHZZ", "社会组织登记证号", "行政相对人代码_6(社会组织登记证号)"),
        ),
        PERSON_KEY,
    )

"""From facts to answers, by stratum.

* `facts`: which records exist and are usable on a day; coverage; findings.
* `reference`: the meaning of conditions. `matcher`: rules against records, exceptions, burdens.
* `speaking`: which rulesets speak, for whom and where. `listings` (1): official entries.
* `proposing` (2); `tiers`, `grading` (3); `measures`, `settling` (4); `repair` (5); `owed` (6).
* `work`: the answer in the making. `decide`: the strata in their order.
* `decision`: the answer as data. `phrasing`, `wording`: its parts and conditions in words.
* `explain`: a page; so is `why_not`, with `shortfall`, `ways` and `not_graded`.
* `audience`: who sees what.
"""

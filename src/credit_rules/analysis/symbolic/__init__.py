"""The second reader: rules over facts of which not everything is fixed, for the solver to ask.

`facts` holds records whose fields may be open, `conditions` the meaning of conditions over them,
`strata` entries, tiers and rules against records, `outcomes` what a ruleset says; `sizes` how many
records a question needs, `concrete` the way back from a solution to a subject.
"""

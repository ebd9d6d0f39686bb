"""A rule's way: YAML → nodes with places → documents → checks → Rulebook."""

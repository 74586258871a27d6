EXPLAINED: dict[str, tuple[str, ...]] = {}

from .pages import HomePage, StandardPage, StatisticsPage

__all__ = ["HomePage", "StandardPage", "StatisticsPage"]

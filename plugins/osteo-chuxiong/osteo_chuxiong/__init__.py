"""A prefecture's rules for the hub: three tiers, transfers out, restricted techniques, indicators. See README.md."""

from osteo_chuxiong.indicators import hub_indicators
from osteo_chuxiong.referrals import hub_referral_policy, hub_referral_reasons
from osteo_chuxiong.techniques import hub_techniques

__all__ = ["hub_indicators", "hub_referral_policy", "hub_referral_reasons", "hub_techniques"]

"""Restricted techniques: who is admitted to which, where and until when; asked at the moment of use."""

"""Patients referred between township, county and prefecture; transfers out of the region are approved."""

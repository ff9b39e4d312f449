"""What tools feel in bone: thrust, torque, heat and vibration, after published measurements."""

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>HapticLink</name>
  <message>
   <source> mm</source>
   <translation> mm</translation>
  </message>
  <message>
   <source>1. Devices</source>
   <translation>1. Devices</translation>
  </message>
  <message>
   <source>2. Record and replay</source>
   <translation>2. Record and replay</translation>
  </message>
  <message>
   <source>3. Calibrate</source>
   <translation>3. Calibrate</translation>
  </message>
  <message>
   <source>4. Register</source>
   <translation>4. Register</translation>
  </message>
  <message>
   <source>5. Navigate</source>
   <translation>5. Navigate</translation>
  </message>
  <message>
   <source>A JSON file with the calibrated tool and the registered patient; osteo navigate reads it too</source>
   <translation>A JSON file with the calibrated tool and the registered patient; osteo navigate reads it too</translation>
  </message>
  <message>
   <source>A device that is known here, a simulated one, or any by its address</source>
   <translation>A device that is known here, a simulated one, or any by its address</translation>
  </message>
  <message>
   <source>A list of points on the bone to touch instead of the landmarks of the plan</source>
   <translation>A list of points on the bone to touch instead of the landmarks of the plan</translation>
  </message>
  <message>
   <source>A plan.json beside its bones; empty for the plan of the scene</source>
   <translation>A plan.json beside its bones; empty for the plan of the scene</translation>
  </message>
  <message>
   <source>A screw, a cut or a hole of the plan</source>
   <translation>A screw, a cut or a hole of the plan</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>Address:</translation>
  </message>
  <message>
   <source>Beeps before a breach</source>
   <translation>Beeps before a breach</translation>
  </message>
  <message>
   <source>Between the tool and the plan</source>
   <translation>Between the tool and the plan</translation>
  </message>
  <message>
   <source>Blade</source>
   <translation>Blade</translation>
  </message>
  <message>
   <source>Bone:</source>
   <translation>Bone:</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message>
   <source>Connect</source>
   <translation>Connect</translation>
  </message>
  <message>
   <source>Connect; where the device is not there yet, it is tried again and again</source>
   <translation>Connect; where the device is not there yet, it is tried again and again</translation>
  </message>
  <message>
   <source>Connects trackers, PLUS servers, haptic arms and simulated devices by OpenIGTLink, and says within a second when one is lost. Records and replays sessions, calibrates a pointer, registers the patient, and shows distance, angle and depth of a tool to the planned screw, cut or guide.</source>
   <translation>Connects trackers, PLUS servers, haptic arms and simulated devices by OpenIGTLink, and says within a second when one is lost. Records and replays sessions, calibrates a pointer, registers the patient, and shows distance, angle and depth of a tool to the planned screw, cut or guide.</translation>
  </message>
  <message>
   <source>Device:</source>
   <translation>Device:</translation>
  </message>
  <message>
   <source>Diameter:</source>
   <translation>Diameter:</translation>
  </message>
  <message>
   <source>Disconnect</source>
   <translation>Disconnect</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>Folder:</translation>
  </message>
  <message>
   <source>Follow the tool to the target; press again to end</source>
   <translation>Follow the tool to the target; press again to end</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</translation>
  </message>
  <message>
   <source>Haptic Link</source>
   <translation>Haptic Link</translation>
  </message>
  <message>
   <source>Host and port of its OpenIGTLink server; port 18944 where none is said</source>
   <translation>Host and port of its OpenIGTLink server; port 18944 where none is said</translation>
  </message>
  <message>
   <source>How far before the tip the red view looks, in mm</source>
   <translation>How far before the tip the red view looks, in mm</translation>
  </message>
  <message>
   <source>How far the tool was tilted in all directions; full is enough</source>
   <translation>How far the tool was tilted in all directions; full is enough</translation>
  </message>
  <message>
   <source>How the angle of a saw's blade to the cut is made up: along the saw's way, and across it</source>
   <translation>How the angle of a saw's blade to the cut is made up: along the saw's way, and across it</translation>
  </message>
  <message>
   <source>Into the scene</source>
   <translation>Into the scene</translation>
  </message>
  <message>
   <source>Keep away from:</source>
   <translation>Keep away from:</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>Kind:</translation>
  </message>
  <message>
   <source>Landmarks by hand:</source>
   <translation>Landmarks by hand:</translation>
  </message>
  <message>
   <source>Landmarks on the surface, those that leave the least error at the target first; choose some to touch these alone</source>
   <translation>Landmarks on the surface, those that leave the least error at the target first; choose some to touch these alone</translation>
  </message>
  <message>
   <source>Let the chosen device go; its force is zero from then on</source>
   <translation>Let the chosen device go; its force is zero from then on</translation>
  </message>
  <message>
   <source>Let the connector of the extension SlicerOpenIGTLink receive the device</source>
   <translation>Let the connector of the extension SlicerOpenIGTLink receive the device</translation>
  </message>
  <message>
   <source>Load</source>
   <translation>Load</translation>
  </message>
  <message>
   <source>Looks ahead:</source>
   <translation>Looks ahead:</translation>
  </message>
  <message>
   <source>Mark</source>
   <translation>Mark</translation>
  </message>
  <message>
   <source>Move the tip over the bone on several sides without lifting it; press again to end</source>
   <translation>Move the tip over the bone on several sides without lifting it; press again to end</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>Name:</translation>
  </message>
  <message>
   <source>Navigate</source>
   <translation>Navigate</translation>
  </message>
  <message>
   <source>Note this moment in the recording</source>
   <translation>Note this moment in the recording</translation>
  </message>
  <message>
   <source>Of a saw: lay its blade flat on a table, turn and slide it there; press again to end</source>
   <translation>Of a saw: lay its blade flat on a table, turn and slide it there; press again to end</translation>
  </message>
  <message>
   <source>Of the plan; its targets are navigated, the patient stays registered</source>
   <translation>Of the plan; its targets are navigated, the patient stays registered</translation>
  </message>
  <message>
   <source>Of the tip from the planned entry, and what is planned</source>
   <translation>Of the tip from the planned entry, and what is planned</translation>
  </message>
  <message>
   <source>Of the tip from the planned line or plane</source>
   <translation>Of the tip from the planned line or plane</translation>
  </message>
  <message>
   <source>Of what enters the bone; 0 for a pointer. Warnings are about its side</source>
   <translation>Of what enters the bone; 0 for a pointer. Warnings are about its side</translation>
  </message>
  <message>
   <source>Pivot</source>
   <translation>Pivot</translation>
  </message>
  <message>
   <source>Plan:</source>
   <translation>Plan:</translation>
  </message>
  <message>
   <source>Play the recording again and again as a device</source>
   <translation>Play the recording again and again as a device</translation>
  </message>
  <message>
   <source>Put the recording into the scene as sequences, which are saved with it</source>
   <translation>Put the recording into the scene as sequences, which are saved with it</translation>
  </message>
  <message>
   <source>Rate, age, jitter and losses of each device, as they are now; choose one to see its tools</source>
   <translation>Rate, age, jitter and losses of each device, as they are now; choose one to see its tools</translation>
  </message>
  <message>
   <source>Read tool and patient from the file</source>
   <translation>Read tool and patient from the file</translation>
  </message>
  <message>
   <source>Record</source>
   <translation>Record</translation>
  </message>
  <message>
   <source>Recording:</source>
   <translation>Recording:</translation>
  </message>
  <message>
   <source>Recordings in the folder, and PLUS sequences</source>
   <translation>Recordings in the folder, and PLUS sequences</translation>
  </message>
  <message>
   <source>Red looks along the tool, green and yellow hold it</source>
   <translation>Red looks along the tool, green and yellow hold it</translation>
  </message>
  <message>
   <source>Reference:</source>
   <translation>Reference:</translation>
  </message>
  <message>
   <source>Replay</source>
   <translation>Replay</translation>
  </message>
  <message>
   <source>Rest the tip in a dimple and tilt the tool in all directions; press again to end</source>
   <translation>Rest the tip in a dimple and tilt the tool in all directions; press again to end</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Save</translation>
  </message>
  <message>
   <source>Saved as:</source>
   <translation>Saved as:</translation>
  </message>
  <message>
   <source>Seen along the tool: the cross is where it points, yellow is the plan, as wide as the error that is expected</source>
   <translation>Seen along the tool: the cross is where it points, yellow is the plan, as wide as the error that is expected</translation>
  </message>
  <message>
   <source>Slices follow the tool</source>
   <translation>Slices follow the tool</translation>
  </message>
  <message>
   <source>Sound</source>
   <translation>Sound</translation>
  </message>
  <message>
   <source>Spin</source>
   <translation>Spin</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Surfaces of the scene that must not be touched; choose any number</source>
   <translation>Surfaces of the scene that must not be touched; choose any number</translation>
  </message>
  <message>
   <source>Sweep the surface</source>
   <translation>Sweep the surface</translation>
  </message>
  <message>
   <source>Take the plan</source>
   <translation>Take the plan</translation>
  </message>
  <message>
   <source>Take the plan of the scene, or of the file, with its bones, landmarks and targets</source>
   <translation>Take the plan of the scene, or of the file, with its bones, landmarks and targets</translation>
  </message>
  <message>
   <source>Target:</source>
   <translation>Target:</translation>
  </message>
  <message>
   <source>The bone that is touched and navigated</source>
   <translation>The bone that is touched and navigated</translation>
  </message>
  <message>
   <source>The course is written to the folder of section 2</source>
   <translation>The course is written to the folder of section 2</translation>
  </message>
  <message>
   <source>Tool:</source>
   <translation>Tool:</translation>
  </message>
  <message>
   <source>Tools of the chosen device; one that is lost shows no number</source>
   <translation>Tools of the chosen device; one that is lost shows no number</translation>
  </message>
  <message>
   <source>Touch landmarks</source>
   <translation>Touch landmarks</translation>
  </message>
  <message>
   <source>Touch one after the other and hold still for a second on each; press again to stop</source>
   <translation>Touch one after the other and hold still for a second on each; press again to stop</translation>
  </message>
  <message>
   <source>Touch something that you know, and see whether this is true</source>
   <translation>Touch something that you know, and see whether this is true</translation>
  </message>
  <message>
   <source>Turn the tool about its shaft; press again to end</source>
   <translation>Turn the tool about its shaft; press again to end</translation>
  </message>
  <message>
   <source>Variant:</source>
   <translation>Variant:</translation>
  </message>
  <message>
   <source>What is calibrated and navigated: a tool that a device shows</source>
   <translation>What is calibrated and navigated: a tool that a device shows</translation>
  </message>
  <message>
   <source>What is fixed to the patient; the tool is followed relative to it, so that the tracker may be moved</source>
   <translation>What is fixed to the patient; the tool is followed relative to it, so that the tracker may be moved</translation>
  </message>
  <message>
   <source>What speaks OpenIGTLink at that address</source>
   <translation>What speaks OpenIGTLink at that address</translation>
  </message>
  <message>
   <source>What you call it</source>
   <translation>What you call it</translation>
  </message>
  <message>
   <source>Where recordings are written</source>
   <translation>Where recordings are written</translation>
  </message>
  <message>
   <source>Write the poses of all tools to a file, until you press again; what is written survives a crash</source>
   <translation>Write the poses of all tools to a file, until you press again; what is written survives a crash</translation>
  </message>
  <message>
   <source>Write tool and patient to the file</source>
   <translation>Write tool and patient to the file</translation>
  </message>
  <message>
   <source>through SlicerOpenIGTLink</source>
   <translation>through SlicerOpenIGTLink</translation>
  </message>
  <message>
   <source>tracker</source>
   <translation>tracker</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.blade_words</name>
  <message>
   <source>The angle of the shaft alone; of a saw, calibrate the blade.</source>
   <translation>The angle of the shaft alone; of a saw, calibrate the blade.</translation>
  </message>
  <message>
   <source>The blade is square to the cut.</source>
   <translation>The blade is square to the cut.</translation>
  </message>
  <message>
   <source>anterior</source>
   <translation>anterior</translation>
  </message>
  <message>
   <source>blade's tip {deg:.1f}° {way}</source>
   <translation>blade's tip {deg:.1f}° {way}</translation>
  </message>
  <message>
   <source>inferior</source>
   <translation>inferior</translation>
  </message>
  <message>
   <source>left</source>
   <translation>left</translation>
  </message>
  <message>
   <source>posterior</source>
   <translation>posterior</translation>
  </message>
  <message>
   <source>right</source>
   <translation>right</translation>
  </message>
  <message>
   <source>superior</source>
   <translation>superior</translation>
  </message>
  <message>
   <source>{side} edge {deg:.1f}° {way}</source>
   <translation>{side} edge {deg:.1f}° {way}</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.calibrate_panel</name>
  <message>
   <source>A saved calibration is used.</source>
   <translation>A saved calibration is used.</translation>
  </message>
  <message>
   <source>Blade: {wobble:.1f}° of wobble.</source>
   <translation>Blade: {wobble:.1f}° of wobble.</translation>
  </message>
  <message>
   <source>Coverage too small: tilt more, in all directions.</source>
   <translation>Coverage too small: tilt more, in all directions.</translation>
  </message>
  <message>
   <source>Enough: press Pivot again.</source>
   <translation>Enough: press Pivot again.</translation>
  </message>
  <message>
   <source>Keep the blade flat on the table, turn and slide it, then press Blade again.</source>
   <translation>Keep the blade flat on the table, turn and slide it, then press Blade again.</translation>
  </message>
  <message>
   <source>Pivot the tool first: the shaft is told from its tip.</source>
   <translation>Pivot the tool first: the shaft is told from its tip.</translation>
  </message>
  <message>
   <source>Shaft: {wobble:.1f}° of wobble.</source>
   <translation>Shaft: {wobble:.1f}° of wobble.</translation>
  </message>
  <message>
   <source>Spin the tool to see its angle.</source>
   <translation>Spin the tool to see its angle.</translation>
  </message>
  <message>
   <source>The tool or its reference is not seen.</source>
   <translation>The tool or its reference is not seen.</translation>
  </message>
  <message>
   <source>Tip: {rms:.1f} mm.</source>
   <translation>Tip: {rms:.1f} mm.</translation>
  </message>
  <message>
   <source>Turn the tool about its shaft, then press Spin again.</source>
   <translation>Turn the tool about its shaft, then press Spin again.</translation>
  </message>
  <message>
   <source>none: the tool's pose is relative to it</source>
   <translation>none: the tool's pose is relative to it</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.calibrating</name>
  <message>
   <source>Choose the tool first; connect its device above.</source>
   <translation>Choose the tool first; connect its device above.</translation>
  </message>
  <message>
   <source>Pivot the tool first, then turn its blade.</source>
   <translation>Pivot the tool first, then turn its blade.</translation>
  </message>
  <message>
   <source>Pivot the tool first: the shaft is told from its tip.</source>
   <translation>Pivot the tool first: the shaft is told from its tip.</translation>
  </message>
  <message>
   <source>{tools} were not seen together; look at the devices.</source>
   <translation>{tools} were not seen together; look at the devices.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.choices</name>
  <message>
   <source>By its address</source>
   <translation>By its address</translation>
  </message>
  <message>
   <source>Haptic arm</source>
   <translation>Haptic arm</translation>
  </message>
  <message>
   <source>PLUS server</source>
   <translation>PLUS server</translation>
  </message>
  <message>
   <source>Simulated haptic arm</source>
   <translation>Simulated haptic arm</translation>
  </message>
  <message>
   <source>Simulated tracker</source>
   <translation>Simulated tracker</translation>
  </message>
  <message>
   <source>Simulator</source>
   <translation>Simulator</translation>
  </message>
  <message>
   <source>Tracker</source>
   <translation>Tracker</translation>
  </message>
  <message>
   <source>Type the address of the device, such as 192.168.0.10:18944 or tracker:18944.</source>
   <translation>Type the address of the device, such as 192.168.0.10:18944 or tracker:18944.</translation>
  </message>
  <message>
   <source>started here</source>
   <translation>started here</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.guidance</name>
  <message>
   <source>Start: choose a device, or type its address, and press Connect.</source>
   <translation>Start: choose a device, or type its address, and press Connect.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.logic</name>
  <message>
   <source>A recording runs already; stop it first.</source>
   <translation>A recording runs already; stop it first.</translation>
  </message>
  <message>
   <source>Nothing is being recorded.</source>
   <translation>Nothing is being recorded.</translation>
  </message>
  <message>
   <source>{count} tools over {seconds:.0f} s are in the scene, in the module Sequences.</source>
   <translation>{count} tools over {seconds:.0f} s are in the scene, in the module Sequences.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.navigate_panel</name>
  <message>
   <source>Angle</source>
   <translation>Angle</translation>
  </message>
  <message>
   <source>Angle {angle}</source>
   <translation>Angle {angle}</translation>
  </message>
  <message>
   <source>BREACH: {mm:.1f} mm past {name}</source>
   <translation>BREACH: {mm:.1f} mm past {name}</translation>
  </message>
  <message>
   <source>Choose the folder for recordings in section 2 first.</source>
   <translation>Choose the folder for recordings in section 2 first.</translation>
  </message>
  <message>
   <source>Depth</source>
   <translation>Depth</translation>
  </message>
  <message>
   <source>Depth {mm:.1f} of {planned:.1f} mm</source>
   <translation>Depth {mm:.1f} of {planned:.1f} mm</translation>
  </message>
  <message>
   <source>Distance</source>
   <translation>Distance</translation>
  </message>
  <message>
   <source>Distance {mm:.1f} mm</source>
   <translation>Distance {mm:.1f} mm</translation>
  </message>
  <message>
   <source>In the bone {seconds:.0f} s, {on:.0f} % of it on the plan; at most {mm:.1f} mm beside it, {depth:.1f} mm deep. Breaches: {breaches}.</source>
   <translation>In the bone {seconds:.0f} s, {on:.0f} % of it on the plan; at most {mm:.1f} mm beside it, {depth:.1f} mm deep. Breaches: {breaches}.</translation>
  </message>
  <message>
   <source>Planned: {name}</source>
   <translation>Planned: {name}</translation>
  </message>
  <message>
   <source>Surface</source>
   <translation>Surface</translation>
  </message>
  <message>
   <source>Targets: {count}.</source>
   <translation>Targets: {count}.</translation>
  </message>
  <message>
   <source>The tool or its reference is not seen.</source>
   <translation>The tool or its reference is not seen.</translation>
  </message>
  <message>
   <source>{device} is lost: nothing is shown.</source>
   <translation>{device} is lost: nothing is shown.</translation>
  </message>
  <message>
   <source>{mm:.1f} mm to {name}</source>
   <translation>{mm:.1f} mm to {name}</translation>
  </message>
  <message>
   <source>{name} (chosen)</source>
   <translation>{name} (chosen)</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.navigation</name>
  <message>
   <source>Calibrate the tool first.</source>
   <translation>Calibrate the tool first.</translation>
  </message>
  <message>
   <source>Register the patient first.</source>
   <translation>Register the patient first.</translation>
  </message>
  <message>
   <source>The plan has nothing to navigate to in this bone.</source>
   <translation>The plan has nothing to navigate to in this bone.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.plan_source</name>
  <message>
   <source>No variant of the plan is chosen: {name} is navigated.</source>
   <translation>No variant of the plan is chosen: {name} is navigated.</translation>
  </message>
  <message>
   <source>The bone {bone} of the plan is not in the scene.</source>
   <translation>The bone {bone} of the plan is not in the scene.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>There is no plan in the scene: choose its file.</source>
   <translation>There is no plan in the scene: choose its file.</translation>
  </message>
  <message>
   <source>Variant {name} is navigated; the plan chose {chosen}.</source>
   <translation>Variant {name} is navigated; the plan chose {chosen}.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.record_panel</name>
  <message>
   <source>Choose the folder for recordings first.</source>
   <translation>Choose the folder for recordings first.</translation>
  </message>
  <message>
   <source>Record</source>
   <translation>Record</translation>
  </message>
  <message>
   <source>Recording: {seconds:.0f} s, {count} poses.</source>
   <translation>Recording: {seconds:.0f} s, {count} poses.</translation>
  </message>
  <message>
   <source>Stop recording</source>
   <translation>Stop recording</translation>
  </message>
  <message>
   <source>There is no recording in this folder.</source>
   <translation>There is no recording in this folder.</translation>
  </message>
  <message>
   <source>marked by hand</source>
   <translation>marked by hand</translation>
  </message>
  <message>
   <source>{lost} came too fast and were left out.</source>
   <translation>{lost} came too fast and were left out.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.recordings</name>
  <message>
   <source>Replay of {file}</source>
   <translation>Replay of {file}</translation>
  </message>
  <message>
   <source>{count} poses in {seconds:.0f} s are in {file}.</source>
   <translation>{count} poses in {seconds:.0f} s are in {file}.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.register_panel</name>
  <message>
   <source>Choose the file for tool and patient first.</source>
   <translation>Choose the file for tool and patient first.</translation>
  </message>
  <message>
   <source>Landmark</source>
   <translation>Landmark</translation>
  </message>
  <message>
   <source>Landmarks: {mm:.1f} mm left.</source>
   <translation>Landmarks: {mm:.1f} mm left.</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>Left</translation>
  </message>
  <message>
   <source>Surface: {mm:.1f} mm left.</source>
   <translation>Surface: {mm:.1f} mm left.</translation>
  </message>
  <message>
   <source>Targets: {count}.</source>
   <translation>Targets: {count}.</translation>
  </message>
  <message>
   <source>The tip is {mm:.1f} mm from the bone.</source>
   <translation>The tip is {mm:.1f} mm from the bone.</translation>
  </message>
  <message>
   <source>The tool was loaded; the patient belongs to another plan.</source>
   <translation>The tool was loaded; the patient belongs to another plan.</translation>
  </message>
  <message>
   <source>Three landmarks tell no error: touch a fourth.</source>
   <translation>Three landmarks tell no error: touch a fourth.</translation>
  </message>
  <message>
   <source>Tool and patient were loaded: touch something that you know.</source>
   <translation>Tool and patient were loaded: touch something that you know.</translation>
  </message>
  <message>
   <source>Tool and patient were saved.</source>
   <translation>Tool and patient were saved.</translation>
  </message>
  <message>
   <source>Touch the landmarks before the sweep.</source>
   <translation>Touch the landmarks before the sweep.</translation>
  </message>
  <message>
   <source>Touch: {name}, and hold still.</source>
   <translation>Touch: {name}, and hold still.</translation>
  </message>
  <message>
   <source>Touched</source>
   <translation>Touched</translation>
  </message>
  <message>
   <source>{count} points. Sweep several sides, then press again.</source>
   <translation>{count} points. Sweep several sides, then press again.</translation>
  </message>
  <message>
   <source>{mm:.1f} mm expected at {target}, hardly more than {most:.1f} mm.</source>
   <translation>{mm:.1f} mm expected at {target}, hardly more than {most:.1f} mm.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.registering</name>
  <message>
   <source>Calibrate the tool first.</source>
   <translation>Calibrate the tool first.</translation>
  </message>
  <message>
   <source>The plan has no landmarks of this bone; find or place some first.</source>
   <translation>The plan has no landmarks of this bone; find or place some first.</translation>
  </message>
  <message>
   <source>Touch the landmarks before the sweep.</source>
   <translation>Touch the landmarks before the sweep.</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.requirements</name>
  <message>
   <source>Download and install these packages from the Python package index (about 200 MB)? Nothing of Slicer's own is replaced.</source>
   <translation>Download and install these packages from the Python package index (about 200 MB)? Nothing of Slicer's own is replaced.</translation>
  </message>
  <message>
   <source>The packages are installed. Restart 3D Slicer, which still uses the former {names}.</source>
   <translation>The packages are installed. Restart 3D Slicer, which still uses the former {names}.</translation>
  </message>
  <message>
   <source>The packages could not be installed (no network, or a package that does not fit this Slicer; the Python console has the details). &lt;a href="install"&gt;Try again&lt;/a&gt;</source>
   <translation>The packages could not be installed (no network, or a package that does not fit this Slicer; the Python console has the details). &lt;a href="install"&gt;Try again&lt;/a&gt;</translation>
  </message>
  <message>
   <source>This module needs Python packages that are not installed yet: {names}. &lt;a href="install"&gt;Install them&lt;/a&gt;</source>
   <translation>This module needs Python packages that are not installed yet: {names}. &lt;a href="install"&gt;Install them&lt;/a&gt;</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.rows</name>
  <message>
   <source>Age</source>
   <translation>Age</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>Device</translation>
  </message>
  <message>
   <source>Jitter</source>
   <translation>Jitter</translation>
  </message>
  <message>
   <source>Lost</source>
   <translation>Lost</translation>
  </message>
  <message>
   <source>Rate</source>
   <translation>Rate</translation>
  </message>
  <message>
   <source>Tool</source>
   <translation>Tool</translation>
  </message>
  <message>
   <source>not seen</source>
   <translation>not seen</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.session</name>
  <message>
   <source>{name} is connected already; disconnect it first.</source>
   <translation>{name} is connected already; disconnect it first.</translation>
  </message>
 </context>
</TS>

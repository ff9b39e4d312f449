<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>HapticLink</name>
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
   <source>A device that is known here, a simulated one, or any by its address</source>
   <translation>A device that is known here, a simulated one, or any by its address</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>Address:</translation>
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
   <source>Disconnect</source>
   <translation>Disconnect</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>Folder:</translation>
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
   <source>Into the scene</source>
   <translation>Into the scene</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>Kind:</translation>
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
   <source>Mark</source>
   <translation>Mark</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>Name:</translation>
  </message>
  <message>
   <source>Note this moment in the recording</source>
   <translation>Note this moment in the recording</translation>
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
   <source>Replay</source>
   <translation>Replay</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Tools of the chosen device; one that is lost shows no number</source>
   <translation>Tools of the chosen device; one that is lost shows no number</translation>
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
   <source>through SlicerOpenIGTLink</source>
   <translation>through SlicerOpenIGTLink</translation>
  </message>
  <message>
   <source>tracker</source>
   <translation>tracker</translation>
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

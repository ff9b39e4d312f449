<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>SurgeryTrainer</name>
  <message>
   <source>1. Choose</source>
   <translation>1. Choose</translation>
  </message>
  <message>
   <source>2. Train</source>
   <translation>2. Train</translation>
  </message>
  <message>
   <source>3. Result</source>
   <translation>3. Result</translation>
  </message>
  <message>
   <source>4. Make a scenario</source>
   <translation>4. Make a scenario</translation>
  </message>
  <message>
   <source>500 mL of crystalloid</source>
   <translation>500 mL of crystalloid</translation>
  </message>
  <message>
   <source>A folder with scenarios of your teachers; each is a folder of its own</source>
   <translation>A folder with scenarios of your teachers; each is a folder of its own</translation>
  </message>
  <message>
   <source>Address of the hub in which this pseudonym is known</source>
   <translation>Address of the hub in which this pseudonym is known</translation>
  </message>
  <message>
   <source>Blood</source>
   <translation>Blood</translation>
  </message>
  <message>
   <source>Bone wax</source>
   <translation>Bone wax</translation>
  </message>
  <message>
   <source>CT:</source>
   <translation>CT:</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message>
   <source>Clamp</source>
   <translation>Clamp</translation>
  </message>
  <message>
   <source>Clamp and repair or ligate; takes half a minute</source>
   <translation>Clamp and repair or ligate; takes half a minute</translation>
  </message>
  <message>
   <source>Coagulate</source>
   <translation>Coagulate</translation>
  </message>
  <message>
   <source>Drilling, screws, cuts, burring and suturing on bone from a CT or a generated one, with forces after published measurements, structures at risk and a patient who bleeds. Judges the session while it runs and afterwards. Teachers make scenarios from plans.</source>
   <translation>Drilling, screws, cuts, burring and suturing on bone from a CT or a generated one, with forces after published measurements, structures at risk and a patient who bleeds. Judges the session while it runs and afterwards. Teachers make scenarios from plans.</translation>
  </message>
  <message>
   <source>End</source>
   <translation>End</translation>
  </message>
  <message>
   <source>End the session and see how it was</source>
   <translation>End the session and see how it was</translation>
  </message>
  <message>
   <source>Every figure with its score</source>
   <translation>Every figure with its score</translation>
  </message>
  <message>
   <source>Fluids</source>
   <translation>Fluids</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>Folder:</translation>
  </message>
  <message>
   <source>For bleeding bone</source>
   <translation>For bleeding bone</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</translation>
  </message>
  <message>
   <source>For small vessels</source>
   <translation>For small vessels</translation>
  </message>
  <message>
   <source>Force of the tool on your hand</source>
   <translation>Force of the tool on your hand</translation>
  </message>
  <message>
   <source>Force:</source>
   <translation>Force:</translation>
  </message>
  <message>
   <source>From:</source>
   <translation>From:</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>Go on</translation>
  </message>
  <message>
   <source>Go on although this step is not done</source>
   <translation>Go on although this step is not done</translation>
  </message>
  <message>
   <source>Go on with the session that was broken off: the bone is cut as far as it was</source>
   <translation>Go on with the session that was broken off: the bone is cut as far as it was</translation>
  </message>
  <message>
   <source>Hand:</source>
   <translation>Hand:</translation>
  </message>
  <message>
   <source>How hard it is</source>
   <translation>How hard it is</translation>
  </message>
  <message>
   <source>Hub:</source>
   <translation>Hub:</translation>
  </message>
  <message>
   <source>Learner:</source>
   <translation>Learner:</translation>
  </message>
  <message>
   <source>Letters, digits and hyphens</source>
   <translation>Letters, digits and hyphens</translation>
  </message>
  <message>
   <source>Level:</source>
   <translation>Level:</translation>
  </message>
  <message>
   <source>Make the bone ready and begin</source>
   <translation>Make the bone ready and begin</translation>
  </message>
  <message>
   <source>More from:</source>
   <translation>More from:</translation>
  </message>
  <message>
   <source>Motor</source>
   <translation>Motor</translation>
  </message>
  <message>
   <source>Mouse in the 3D view with Shift held: move the tool. Wheel: forwards and back. Ctrl and mouse: tilt. Space: motor.</source>
   <translation>Mouse in the 3D view with Shift held: move the tool. Wheel: forwards and back. Ctrl and mouse: tilt. Space: motor.</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>Name:</translation>
  </message>
  <message>
   <source>Next step</source>
   <translation>Next step</translation>
  </message>
  <message>
   <source>One unit of red cells</source>
   <translation>One unit of red cells</translation>
  </message>
  <message>
   <source>Pack</source>
   <translation>Pack</translation>
  </message>
  <message>
   <source>Pack the wound</source>
   <translation>Pack the wound</translation>
  </message>
  <message>
   <source>Pass marks of this level</source>
   <translation>Pass marks of this level</translation>
  </message>
  <message>
   <source>Patient:</source>
   <translation>Patient:</translation>
  </message>
  <message>
   <source>References from experts' sessions</source>
   <translation>References from experts' sessions</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Remove</translation>
  </message>
  <message>
   <source>Remove the chosen pass mark</source>
   <translation>Remove the chosen pass mark</translation>
  </message>
  <message>
   <source>Run the tool; the space bar does the same</source>
   <translation>Run the tool; the space bar does the same</translation>
  </message>
  <message>
   <source>Save the report</source>
   <translation>Save the report</translation>
  </message>
  <message>
   <source>Save the scenario</source>
   <translation>Save the scenario</translation>
  </message>
  <message>
   <source>Save the scene (GLB)</source>
   <translation>Save the scene (GLB)</translation>
  </message>
  <message>
   <source>Scenario:</source>
   <translation>Scenario:</translation>
  </message>
  <message>
   <source>Send to the hub</source>
   <translation>Send to the hub</translation>
  </message>
  <message>
   <source>Set</source>
   <translation>Set</translation>
  </message>
  <message>
   <source>Set this pass mark</source>
   <translation>Set this pass mark</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>Start</translation>
  </message>
  <message>
   <source>Steps: write their names and hints</source>
   <translation>Steps: write their names and hints</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Stop</translation>
  </message>
  <message>
   <source>Stop cutting</source>
   <translation>Stop cutting</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Surgery Trainer</source>
   <translation>Surgery Trainer</translation>
  </message>
  <message>
   <source>Take it</source>
   <translation>Take it</translation>
  </message>
  <message>
   <source>Take its steps, structures at risk and pass marks</source>
   <translation>Take its steps, structures at risk and pass marks</translation>
  </message>
  <message>
   <source>The CT to which the plan belongs</source>
   <translation>The CT to which the plan belongs</translation>
  </message>
  <message>
   <source>The figures so far</source>
   <translation>The figures so far</translation>
  </message>
  <message>
   <source>The limit</source>
   <translation>The limit</translation>
  </message>
  <message>
   <source>The plan in the scene, or the scenario that is chosen above</source>
   <translation>The plan in the scene, or the scenario that is chosen above</translation>
  </message>
  <message>
   <source>The scenario chosen above is scored against its sessions in the folder for reports: their mean scores 80</source>
   <translation>The scenario chosen above is scored against its sessions in the folder for reports: their mean scores 80</translation>
  </message>
  <message>
   <source>Title in Chinese</source>
   <translation>Title in Chinese</translation>
  </message>
  <message>
   <source>Title in English</source>
   <translation>Title in English</translation>
  </message>
  <message>
   <source>Title:</source>
   <translation>Title:</translation>
  </message>
  <message>
   <source>Tool:</source>
   <translation>Tool:</translation>
  </message>
  <message>
   <source>What decides</source>
   <translation>What decides</translation>
  </message>
  <message>
   <source>What holds the tool: mouse and keyboard, a device of Haptic Link, or a scripted hand that shows how</source>
   <translation>What holds the tool: mouse and keyboard, a device of Haptic Link, or a scripted hand that shows how</translation>
  </message>
  <message>
   <source>What is to be done; built in, or made by a teacher</source>
   <translation>What is to be done; built in, or made by a teacher</translation>
  </message>
  <message>
   <source>What the hand holds</source>
   <translation>What the hand holds</translation>
  </message>
  <message>
   <source>Where the report is written</source>
   <translation>Where the report is written</translation>
  </message>
  <message>
   <source>Where your class finds its scenarios</source>
   <translation>Where your class finds its scenarios</translation>
  </message>
  <message>
   <source>Whether less or more is better</source>
   <translation>Whether less or more is better</translation>
  </message>
  <message>
   <source>Whose pass marks are shown</source>
   <translation>Whose pass marks are shown</translation>
  </message>
  <message>
   <source>Write bone, targets, structures at risk and tool as they are now, for a headset or a 3D viewer</source>
   <translation>Write bone, targets, structures at risk and tool as they are now, for a headset or a 3D viewer</translation>
  </message>
  <message>
   <source>Write the PDF, the figures, the xAPI statements and the recording</source>
   <translation>Write the PDF, the figures, the xAPI statements and the recording</translation>
  </message>
  <message>
   <source>Write the scenario with its bone to a folder of its name</source>
   <translation>Write the scenario with its bone to a folder of its name</translation>
  </message>
  <message>
   <source>Your pseudonym in the hub; no name</source>
   <translation>Your pseudonym in the hub; no name</translation>
  </message>
  <message>
   <source>Your record of this session, under your sign-in at the hub; without network it is kept and sent later</source>
   <translation>Your record of this session, under your sign-in at the hub; without network it is kept and sent later</translation>
  </message>
  <message>
   <source>pseudonym</source>
   <translation>pseudonym</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.choose_part</name>
  <message>
   <source>Go on: {title}, {when}</source>
   <translation>Go on: {title}, {when}</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.draft</name>
  <message>
   <source>A text names the patient; write another: the scenario goes to a class.</source>
   <translation>A text names the patient; write another: the scenario goes to a class.</translation>
  </message>
  <message>
   <source>Choose the folder for the scenario first.</source>
   <translation>Choose the folder for the scenario first.</translation>
  </message>
  <message>
   <source>Step {number} has no name; write one.</source>
   <translation>Step {number} has no name; write one.</translation>
  </message>
  <message>
   <source>The scenario has no level {name}.</source>
   <translation>The scenario has no level {name}.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.guidance</name>
  <message>
   <source>Choose a scenario and a level, and press Start.</source>
   <translation>Choose a scenario and a level, and press Start.</translation>
  </message>
  <message>
   <source>Ended. Read the result, save the report, or start again.</source>
   <translation>Ended. Read the result, save the report, or start again.</translation>
  </message>
  <message>
   <source>Not passed. Read what to repeat, and start again.</source>
   <translation>Not passed. Read what to repeat, and start again.</translation>
  </message>
  <message>
   <source>Passed. Save the report, or try the next level.</source>
   <translation>Passed. Save the report, or try the next level.</translation>
  </message>
  <message>
   <source>The device is lost: no force, the scene is kept. Connect it again to go on, or press End.</source>
   <translation>The device is lost: no force, the scene is kept. Connect it again to go on, or press End.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.logic</name>
  <message>
   <source>Choose the folder for the report first.</source>
   <translation>Choose the folder for the report first.</translation>
  </message>
  <message>
   <source>Demonstration: scripted expert</source>
   <translation>Demonstration: scripted expert</translation>
  </message>
  <message>
   <source>Demonstration: scripted novice</source>
   <translation>Demonstration: scripted novice</translation>
  </message>
  <message>
   <source>Haptic arm: {name}</source>
   <translation>Haptic arm: {name}</translation>
  </message>
  <message>
   <source>Mouse and keyboard</source>
   <translation>Mouse and keyboard</translation>
  </message>
  <message>
   <source>No session runs; press Start.</source>
   <translation>No session runs; press Start.</translation>
  </message>
  <message>
   <source>Sign in to the hub first, in Hub Browser.</source>
   <translation>Sign in to the hub first, in Hub Browser.</translation>
  </message>
  <message>
   <source>That arm is not seen any more; connect it in Haptic Link, or choose another hand.</source>
   <translation>That arm is not seen any more; connect it in Haptic Link, or choose another hand.</translation>
  </message>
  <message>
   <source>That device is not in the scene any more; choose another hand.</source>
   <translation>That device is not in the scene any more; choose another hand.</translation>
  </message>
  <message>
   <source>There is no result yet; end a session first.</source>
   <translation>There is no result yet; end a session first.</translation>
  </message>
  <message>
   <source>There is no session yet; press Start.</source>
   <translation>There is no session yet; press Start.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.plan_draft</name>
  <message>
   <source>Bones of the plan are not in the scene: {names}.</source>
   <translation>Bones of the plan are not in the scene: {names}.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>There is no plan in the scene; open one in a planning module first.</source>
   <translation>There is no plan in the scene; open one in a planning module first.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.requirements</name>
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
  <name>SurgeryTrainerLib.result_part</name>
  <message>
   <source>Figure</source>
   <translation>Figure</translation>
  </message>
  <message>
   <source>Score</source>
   <translation>Score</translation>
  </message>
  <message>
   <source>Sending your record to the hub:</source>
   <translation>Sending your record to the hub:</translation>
  </message>
  <message>
   <source>The hub does not answer: the record is kept, and sent when the hub is back.</source>
   <translation>The hub does not answer: the record is kept, and sent when the hub is back.</translation>
  </message>
  <message>
   <source>The report is in {folder}.</source>
   <translation>The report is in {folder}.</translation>
  </message>
  <message>
   <source>The scene is in {file}.</source>
   <translation>The scene is in {file}.</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Value</translation>
  </message>
  <message>
   <source>Your record is at the hub.</source>
   <translation>Your record is at the hub.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.rows</name>
  <message>
   <source>Gertzbein-Robbins {grade}</source>
   <translation>Gertzbein-Robbins {grade}</translation>
  </message>
  <message>
   <source>No pass marks</source>
   <translation>No pass marks</translation>
  </message>
  <message>
   <source>Not passed</source>
   <translation>Not passed</translation>
  </message>
  <message>
   <source>Passed</source>
   <translation>Passed</translation>
  </message>
  <message>
   <source>score {score} of 100</source>
   <translation>score {score} of 100</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.teacher_part</name>
  <message>
   <source>Choose a scenario above first.</source>
   <translation>Choose a scenario above first.</translation>
  </message>
  <message>
   <source>Choose the folder with the experts' sessions in section 3 first.</source>
   <translation>Choose the folder with the experts' sessions in section 3 first.</translation>
  </message>
  <message>
   <source>Hint (Chinese)</source>
   <translation>Hint (Chinese)</translation>
  </message>
  <message>
   <source>Hint (English)</source>
   <translation>Hint (English)</translation>
  </message>
  <message>
   <source>Limit</source>
   <translation>Limit</translation>
  </message>
  <message>
   <source>Name it, write the steps' names, set the pass marks, and save it.</source>
   <translation>Name it, write the steps' names, set the pass marks, and save it.</translation>
  </message>
  <message>
   <source>Step (Chinese)</source>
   <translation>Step (Chinese)</translation>
  </message>
  <message>
   <source>Step (English)</source>
   <translation>Step (English)</translation>
  </message>
  <message>
   <source>The plan in the scene</source>
   <translation>The plan in the scene</translation>
  </message>
  <message>
   <source>The scenario chosen above</source>
   <translation>The scenario chosen above</translation>
  </message>
  <message>
   <source>The scenario is in {folder}; your class finds it there. Hub Browser, section 3, publishes it.</source>
   <translation>The scenario is in {folder}; your class finds it there. Hub Browser, section 3, publishes it.</translation>
  </message>
  <message>
   <source>What decides</source>
   <translation>What decides</translation>
  </message>
  <message>
   <source>at least</source>
   <translation>at least</translation>
  </message>
  <message>
   <source>at most</source>
   <translation>at most</translation>
  </message>
  <message>
   <source>{count} sessions are the reference of this scenario now.</source>
   <translation>{count} sessions are the reference of this scenario now.</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.train_part</name>
  <message>
   <source>Figure</source>
   <translation>Figure</translation>
  </message>
  <message>
   <source>Pass mark</source>
   <translation>Pass mark</translation>
  </message>
  <message>
   <source>So far</source>
   <translation>So far</translation>
  </message>
  <message>
   <source>Step {number} of {count}: {step} ({percent} %)</source>
   <translation>Step {number} of {count}: {step} ({percent} %)</translation>
  </message>
  <message>
   <source>pulse {pulse}/min, pressure {pressure} mmHg, blood lost {blood} mL</source>
   <translation>pulse {pulse}/min, pressure {pressure} mmHg, blood lost {blood} mL</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.widget</name>
  <message>
   <source>Making the bone ready …</source>
   <translation>Making the bone ready …</translation>
  </message>
 </context>
</TS>

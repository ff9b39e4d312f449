<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>ImplantPlanner</name>
  <message>
   <source> mm</source>
   <translation> mm</translation>
  </message>
  <message>
   <source> °</source>
   <translation> °</translation>
  </message>
  <message>
   <source>1. The bones</source>
   <translation>1. The bones</translation>
  </message>
  <message>
   <source>2. Screws</source>
   <translation>2. Screws</translation>
  </message>
  <message>
   <source>3. Plates and nails</source>
   <translation>3. Plates and nails</translation>
  </message>
  <message>
   <source>4. Hip</source>
   <translation>4. Hip</translation>
  </message>
  <message>
   <source>5. Knee</source>
   <translation>5. Knee</translation>
  </message>
  <message>
   <source>6. The plan</source>
   <translation>6. The plan</translation>
  </message>
  <message>
   <source>Against square to the mechanical axis; below 0 valgus</source>
   <translation>Against square to the mechanical axis; below 0 valgus</translation>
  </message>
  <message>
   <source>Aim a screw in every hole, of legal angle and a length that exists</source>
   <translation>Aim a screw in every hole, of legal angle and a length that exists</translation>
  </message>
  <message>
   <source>Another size of the screw that is chosen in the list of section 6</source>
   <translation>Another size of the screw that is chosen in the list of section 6</translation>
  </message>
  <message>
   <source>Anteversion (radiographic):</source>
   <translation>Anteversion (radiographic):</translation>
  </message>
  <message>
   <source>Bend it</source>
   <translation>Bend it</translation>
  </message>
  <message>
   <source>Bend the plate to the bone, within what its material allows; with a list for the bench</source>
   <translation>Bend the plate to the bone, within what its material allows; with a list for the bench</translation>
  </message>
  <message>
   <source>Bill of materials</source>
   <translation>Bill of materials</translation>
  </message>
  <message>
   <source>Blue: it lies on the bone; red: 4 mm or more above it</source>
   <translation>Blue: it lies on the bone; red: 4 mm or more above it</translation>
  </message>
  <message>
   <source>Bone around it:</source>
   <translation>Bone around it:</translation>
  </message>
  <message>
   <source>Bone to leave on every side of the screw</source>
   <translation>Bone to leave on every side of the screw</translation>
  </message>
  <message>
   <source>By the epicondyles, or 3 degrees outward of the posterior condyles</source>
   <translation>By the epicondyles, or 3 degrees outward of the posterior condyles</translation>
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
   <source>Click a bone</source>
   <translation>Click a bone</translation>
  </message>
  <message>
   <source>Collect the bones of the segmentation, or the models of the scene that are named as bones; a plan in the scene is taken up as it is</source>
   <translation>Collect the bones of the segmentation, or the models of the scene that are named as bones; a plan in the scene is taken up as it is</translation>
  </message>
  <message>
   <source>Colour the chosen plate by its gap</source>
   <translation>Colour the chosen plate by its gap</translation>
  </message>
  <message>
   <source>Cut femur and tibia by their axes, choose the components and bring the leg under them</source>
   <translation>Cut femur and tibia by their axes, choose the components and bring the leg under them</translation>
  </message>
  <message>
   <source>Depth:</source>
   <translation>Depth:</translation>
  </message>
  <message>
   <source>Diameter:</source>
   <translation>Diameter:</translation>
  </message>
  <message>
   <source>Diameters that exist</source>
   <translation>Diameters that exist</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>Do it again</translation>
  </message>
  <message>
   <source>Down to the back</source>
   <translation>Down to the back</translation>
  </message>
  <message>
   <source>Emergency: save anyway</source>
   <translation>Emergency: save anyway</translation>
  </message>
  <message>
   <source>Every implant; choose one to see it in all views. Amber: look at its grade</source>
   <translation>Every implant; choose one to see it in all views. Amber: look at its grade</translation>
  </message>
  <message>
   <source>Femoral cut, varus:</source>
   <translation>Femoral cut, varus:</translation>
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
   <source>For the density along screws, canals of long bones and metal</source>
   <translation>For the density along screws, canals of long bones and metal</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>Goes on without an admission, by your name; the quality officer reviews it</translation>
  </message>
  <message>
   <source>Hips whose bones are there</source>
   <translation>Hips whose bones are there</translation>
  </message>
  <message>
   <source>How far behind the entry the red view looks</source>
   <translation>How far behind the entry the red view looks</translation>
  </message>
  <message>
   <source>Implant Planner</source>
   <translation>Implant Planner</translation>
  </message>
  <message>
   <source>Inclination (radiographic):</source>
   <translation>Inclination (radiographic):</translation>
  </message>
  <message>
   <source>Keep this place</source>
   <translation>Keep this place</translation>
  </message>
  <message>
   <source>Kind of screw that is placed in the views</source>
   <translation>Kind of screw that is placed in the views</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>Kind:</translation>
  </message>
  <message>
   <source>Knees whose femur and tibia are there</source>
   <translation>Knees whose femur and tibia are there</translation>
  </message>
  <message>
   <source>Labelled bones; leave empty to take models whose names are those of bones</source>
   <translation>Labelled bones; leave empty to take models whose names are those of bones</translation>
  </message>
  <message>
   <source>Long bones that are there</source>
   <translation>Long bones that are there</translation>
  </message>
  <message>
   <source>Look along the chosen screw</source>
   <translation>Look along the chosen screw</translation>
  </message>
  <message>
   <source>Measure the canal and take the thickest and longest nail that it holds, locked</source>
   <translation>Measure the canal and take the thickest and longest nail that it holds, locked</translation>
  </message>
  <message>
   <source>Move the chosen plate by handles</source>
   <translation>Move the chosen plate by handles</translation>
  </message>
  <message>
   <source>Nail in:</source>
   <translation>Nail in:</translation>
  </message>
  <message>
   <source>Of the cup, as on a radiograph</source>
   <translation>Of the cup, as on a radiograph</translation>
  </message>
  <message>
   <source>One click on a vertebra or another bone: a screw is proposed for that side of it</source>
   <translation>One click on a vertebra or another bone: a screw is proposed for that side of it</translation>
  </message>
  <message>
   <source>Otherwise of the kind chosen below</source>
   <translation>Otherwise of the kind chosen below</translation>
  </message>
  <message>
   <source>Place a screw in the views</source>
   <translation>Place a screw in the views</translation>
  </message>
  <message>
   <source>Places for plates on the bones that are there</source>
   <translation>Places for plates on the bones that are there</translation>
  </message>
  <message>
   <source>Places implants in the bones of a plan: screws in the widest safe corridors, plates by their fit, nails by the canal, hips by landmarks. Judges every screw as it is dragged, shows it in all views and along its axis, and keeps everything in the plan with its bill of materials.</source>
   <translation>Places implants in the bones of a plan: screws in the widest safe corridors, plates by their fit, nails by the canal, hips by landmarks. Judges every screw as it is dragged, shows it in all views and along its axis, and keeps everything in the plan with its bill of materials.</translation>
  </message>
  <message>
   <source>Propose a nail</source>
   <translation>Propose a nail</translation>
  </message>
  <message>
   <source>Propose a plate</source>
   <translation>Propose a plate</translation>
  </message>
  <message>
   <source>Propose a screw</source>
   <translation>Propose a screw</translation>
  </message>
  <message>
   <source>Propose cup and stem</source>
   <translation>Propose cup and stem</translation>
  </message>
  <message>
   <source>Propose cuts and components</source>
   <translation>Propose cuts and components</translation>
  </message>
  <message>
   <source>Recorded with your name, and reviewed afterwards</source>
   <translation>Recorded with your name, and reviewed afterwards</translation>
  </message>
  <message>
   <source>Red view: across the screw, as a probe sees; green and yellow view: the whole screw, straightened</source>
   <translation>Red view: across the screw, as a probe sees; green and yellow view: the whole screw, straightened</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>Redo</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Remove</translation>
  </message>
  <message>
   <source>Rotation of the femur:</source>
   <translation>Rotation of the femur:</translation>
  </message>
  <message>
   <source>Save plan and report</source>
   <translation>Save plan and report</translation>
  </message>
  <message>
   <source>Search the widest safe corridor there and take the thickest screw that it holds</source>
   <translation>Search the widest safe corridor there and take the thickest screw that it holds</translation>
  </message>
  <message>
   <source>Segmentation:</source>
   <translation>Segmentation:</translation>
  </message>
  <message>
   <source>Settle the plate on the bone there and aim its screws anew</source>
   <translation>Settle the plate on the bone there and aim its screws anew</translation>
  </message>
  <message>
   <source>Side:</source>
   <translation>Side:</translation>
  </message>
  <message>
   <source>Size and place cup, liner, head and stem by the landmarks of pelvis and femur</source>
   <translation>Size and place cup, liner, head and stem by the landmarks of pelvis and femur</translation>
  </message>
  <message>
   <source>Size of the chosen screw:</source>
   <translation>Size of the chosen screw:</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Take back the last change of the plan</source>
   <translation>Take back the last change of the plan</translation>
  </message>
  <message>
   <source>Take the bones</source>
   <translation>Take the bones</translation>
  </message>
  <message>
   <source>Take the chosen implants out of the plan; a plate goes with its screws</source>
   <translation>Take the chosen implants out of the plan; a plate goes with its screws</translation>
  </message>
  <message>
   <source>Take the chosen plate instead</source>
   <translation>Take the chosen plate instead</translation>
  </message>
  <message>
   <source>The bones that implants are placed in</source>
   <translation>The bones that implants are placed in</translation>
  </message>
  <message>
   <source>The chosen screw; drag its ends in any view and the numbers follow</source>
   <translation>The chosen screw; drag its ends in any view and the numbers follow</translation>
  </message>
  <message>
   <source>The list for the bench</source>
   <translation>The list for the bench</translation>
  </message>
  <message>
   <source>The plate of the chosen row, in the same place</source>
   <translation>The plate of the chosen row, in the same place</translation>
  </message>
  <message>
   <source>The three that fit best</source>
   <translation>The three that fit best</translation>
  </message>
  <message>
   <source>Tibial cut, slope:</source>
   <translation>Tibial cut, slope:</translation>
  </message>
  <message>
   <source>Tibial cut, varus:</source>
   <translation>Tibial cut, varus:</translation>
  </message>
  <message>
   <source>Try all plates that are made for the place and take the one that fits best</source>
   <translation>Try all plates that are made for the place and take the one that fits best</translation>
  </message>
  <message>
   <source>Turn and shift the plate in the 3D view; its fit follows</source>
   <translation>Turn and shift the plate in the 3D view; its fit follows</translation>
  </message>
  <message>
   <source>Two clicks in any view: where it enters, where its tip shall be</source>
   <translation>Two clicks in any view: where it enters, where its tip shall be</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Undo</translation>
  </message>
  <message>
   <source>Usual places for screws in the bones that are there</source>
   <translation>Usual places for screws in the bones that are there</translation>
  </message>
  <message>
   <source>Where the plan, the implants and the report are written</source>
   <translation>Where the plan, the implants and the report are written</translation>
  </message>
  <message>
   <source>Where:</source>
   <translation>Where:</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>Why it cannot wait</translation>
  </message>
  <message>
   <source>With screws</source>
   <translation>With screws</translation>
  </message>
  <message>
   <source>of the usual kind</source>
   <translation>of the usual kind</translation>
  </message>
  <message>
   <source>plan.json, bones and implants as STL, report with the bill of materials</source>
   <translation>plan.json, bones and implants as STL, report with the bill of materials</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.guidance</name>
  <message>
   <source>An implant must not stay so: read the lines at the end of section 6.</source>
   <translation>An implant must not stay so: read the lines at the end of section 6.</translation>
  </message>
  <message>
   <source>Start: choose a segmentation with named bones, or load a plan, and press Take the bones.</source>
   <translation>Start: choose a segmentation with named bones, or load a plan, and press Take the bones.</translation>
  </message>
  <message>
   <source>Warnings to read at the end of section 6: {count}.</source>
   <translation>Warnings to read at the end of section 6: {count}.</translation>
  </message>
  <message>
   <source>{count} bones. Propose a screw, a plate, a nail, a hip or a knee, or place a screw in the views.</source>
   <translation>{count} bones. Propose a screw, a plate, a nail, a hip or a knee, or place a screw in the views.</translation>
  </message>
  <message>
   <source>{count} implants, nothing to object to. Look at each in the views, then save the plan.</source>
   <translation>{count} implants, nothing to object to. Look at each in the views, then save the plan.</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.hip_panel</name>
  <message>
   <source>Sizing the hip:</source>
   <translation>Sizing the hip:</translation>
  </message>
  <message>
   <source>hip proposed</source>
   <translation>hip proposed</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.knee_panel</name>
  <message>
   <source>Cutting the knee:</source>
   <translation>Cutting the knee:</translation>
  </message>
  <message>
   <source>knee proposed</source>
   <translation>knee proposed</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.logic</name>
  <message>
   <source>Choose a plate in the list and turn on its handles first.</source>
   <translation>Choose a plate in the list and turn on its handles first.</translation>
  </message>
  <message>
   <source>Click twice: where the screw enters the bone, then where its tip shall be.</source>
   <translation>Click twice: where the screw enters the bone, then where its tip shall be.</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>Here</translation>
  </message>
  <message>
   <source>No model is named as a bone: choose a segmentation with named bones.</source>
   <translation>No model is named as a bone: choose a segmentation with named bones.</translation>
  </message>
  <message>
   <source>No screw is proposed for that bone: place one in the views.</source>
   <translation>No screw is proposed for that bone: place one in the views.</translation>
  </message>
  <message>
   <source>There is no screw {name}.</source>
   <translation>There is no screw {name}.</translation>
  </message>
  <message>
   <source>moved by hand</source>
   <translation>moved by hand</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.plate_panel</name>
  <message>
   <source> {count} holes have no screw.</source>
   <translation> {count} holes have no screw.</translation>
  </message>
  <message>
   <source>95 %</source>
   <translation>95 %</translation>
  </message>
  <message>
   <source>Mean gap</source>
   <translation>Mean gap</translation>
  </message>
  <message>
   <source>Measuring the canal:</source>
   <translation>Measuring the canal:</translation>
  </message>
  <message>
   <source>Plate</source>
   <translation>Plate</translation>
  </message>
  <message>
   <source>Trying the plates:</source>
   <translation>Trying the plates:</translation>
  </message>
  <message>
   <source>Within 2 mm</source>
   <translation>Within 2 mm</translation>
  </message>
  <message>
   <source>nail proposed</source>
   <translation>nail proposed</translation>
  </message>
  <message>
   <source>plate proposed</source>
   <translation>plate proposed</translation>
  </message>
  <message>
   <source>{nail}: the canal is {wide:.1f} mm wide at its isthmus.</source>
   <translation>{nail}: the canal is {wide:.1f} mm wide at its isthmus.</translation>
  </message>
  <message>
   <source>{plate} is placed. {fit}.</source>
   <translation>{plate} is placed. {fit}.</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.requirements</name>
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
  <name>ImplantPlannerLib.rows</name>
  <message>
   <source>(radiographic / anatomic / operative, Murray)</source>
   <translation>(radiographic / anatomic / operative, Murray)</translation>
  </message>
  <message>
   <source>Bone around it: {margin:.1f} mm at its narrowest</source>
   <translation>Bone around it: {margin:.1f} mm at its narrowest</translation>
  </message>
  <message>
   <source>Covered by bone: {share:.0f} %</source>
   <translation>Covered by bone: {share:.0f} %</translation>
  </message>
  <message>
   <source>Cup: inclination {ri:.0f}° / {ai:.0f}° / {oi:.0f}°, anteversion {ra:.0f}° / {aa:.0f}° / {oa:.0f}°</source>
   <translation>Cup: inclination {ri:.0f}° / {ai:.0f}° / {oi:.0f}°, anteversion {ra:.0f}° / {aa:.0f}° / {oa:.0f}°</translation>
  </message>
  <message>
   <source>Femoral offset: {value:+.1f} mm</source>
   <translation>Femoral offset: {value:+.1f} mm</translation>
  </message>
  <message>
   <source>Gap {mean:.1f} mm on average, 95 % below {most:.1f} mm; {near:.0f} % within 2 mm</source>
   <translation>Gap {mean:.1f} mm on average, 95 % below {most:.1f} mm; {near:.0f} % within 2 mm</translation>
  </message>
  <message>
   <source>Hip offset: {value:+.1f} mm</source>
   <translation>Hip offset: {value:+.1f} mm</translation>
  </message>
  <message>
   <source>Hip-knee-ankle angle: {before:.1f}° before, {after:.1f}° after</source>
   <translation>Hip-knee-ankle angle: {before:.1f}° before, {after:.1f}° after</translation>
  </message>
  <message>
   <source>Leg length: {value:+.1f} mm</source>
   <translation>Leg length: {value:+.1f} mm</translation>
  </message>
  <message>
   <source>Out of the bone by {out:.1f} mm</source>
   <translation>Out of the bone by {out:.1f} mm</translation>
  </message>
  <message>
   <source>Pull-out about {force:.0f} N ({low:.0f} to {high:.0f}), estimated</source>
   <translation>Pull-out about {force:.0f} N ({low:.0f} to {high:.0f}), estimated</translation>
  </message>
  <message>
   <source>The catalogue here does not have it any more.</source>
   <translation>The catalogue here does not have it any more.</translation>
  </message>
  <message>
   <source>Tip-apex distance {distance:.0f} mm</source>
   <translation>Tip-apex distance {distance:.0f} mm</translation>
  </message>
  <message>
   <source>bone</source>
   <translation>bone</translation>
  </message>
  <message>
   <source>bone meets implant</source>
   <translation>bone meets implant</translation>
  </message>
  <message>
   <source>bones meet</source>
   <translation>bones meet</translation>
  </message>
  <message>
   <source>canal</source>
   <translation>canal</translation>
  </message>
  <message>
   <source>distal</source>
   <translation>distal</translation>
  </message>
  <message>
   <source>free</source>
   <translation>free</translation>
  </message>
  <message>
   <source>implants meet</source>
   <translation>implants meet</translation>
  </message>
  <message>
   <source>inside</source>
   <translation>inside</translation>
  </message>
  <message>
   <source>joint</source>
   <translation>joint</translation>
  </message>
  <message>
   <source>outside</source>
   <translation>outside</translation>
  </message>
  <message>
   <source>posterior</source>
   <translation>posterior</translation>
  </message>
  <message>
   <source>screw</source>
   <translation>screw</translation>
  </message>
  <message>
   <source>tibial</source>
   <translation>tibial</translation>
  </message>
  <message>
   <source>{cut} cut: medial {medial:.1f} mm, lateral {lateral:.1f} mm</source>
   <translation>{cut} cut: medial {medial:.1f} mm, lateral {lateral:.1f} mm</translation>
  </message>
  <message>
   <source>{diameter:g} × {length:.0f} mm, Gertzbein-Robbins {grade}</source>
   <translation>{diameter:g} × {length:.0f} mm, Gertzbein-Robbins {grade}</translation>
  </message>
  <message>
   <source>{distance:.1f} mm to the next {kind}: {name}</source>
   <translation>{distance:.1f} mm to the next {kind}: {name}</translation>
  </message>
  <message>
   <source>{inside:.0f} mm in bone, tip {tip:.1f} mm before the cortex</source>
   <translation>{inside:.0f} mm in bone, tip {tip:.1f} mm before the cortex</translation>
  </message>
  <message>
   <source>{mean:.0f} HU on average, cortical {share:.0f} %</source>
   <translation>{mean:.0f} HU on average, cortical {share:.0f} %</translation>
  </message>
  <message>
   <source>{part}: over the bone medially {medial:+.1f} mm, laterally {lateral:+.1f} mm</source>
   <translation>{part}: over the bone medially {medial:+.1f} mm, laterally {lateral:+.1f} mm</translation>
  </message>
  <message>
   <source>{where} Lewinnek's zone, which is not safe for everybody</source>
   <translation>{where} Lewinnek's zone, which is not safe for everybody</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.scene_plan</name>
  <message>
   <source>Implants</source>
   <translation>Implants</translation>
  </message>
  <message>
   <source>No segment is named as a femur, tibia, hip bone, sacrum or vertebra; name them first.</source>
   <translation>No segment is named as a femur, tibia, hip bone, sacrum or vertebra; name them first.</translation>
  </message>
  <message>
   <source>The image on which {name} was made is not in the scene; load it first.</source>
   <translation>The image on which {name} was made is not in the scene; load it first.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.screw_panel</name>
  <message>
   <source>Click on the bone that shall get a screw, on its left or its right side.</source>
   <translation>Click on the bone that shall get a screw, on its left or its right side.</translation>
  </message>
  <message>
   <source>Click where the screw enters the bone, then where its tip shall be.</source>
   <translation>Click where the screw enters the bone, then where its tip shall be.</translation>
  </message>
  <message>
   <source>Looking for the widest corridor:</source>
   <translation>Looking for the widest corridor:</translation>
  </message>
  <message>
   <source>Screw</source>
   <translation>Screw</translation>
  </message>
  <message>
   <source>screw proposed</source>
   <translation>screw proposed</translation>
  </message>
  <message>
   <source>{name}: the corridor is {wide:.1f} mm wide and {long:.0f} mm long.</source>
   <translation>{name}: the corridor is {wide:.1f} mm wide and {long:.0f} mm long.</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.session</name>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>There are no bones yet: press Take the bones first.</source>
   <translation>There are no bones yet: press Take the bones first.</translation>
  </message>
  <message>
   <source>This screw lies in no bone: place it in one.</source>
   <translation>This screw lies in no bone: place it in one.</translation>
  </message>
  <message>
   <source>opened</source>
   <translation>opened</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>removed</translation>
  </message>
  <message>
   <source>screw placed</source>
   <translation>screw placed</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.sites</name>
  <message>
   <source>3° outward of the posterior condyles</source>
   <translation>3° outward of the posterior condyles</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>Left</translation>
  </message>
  <message>
   <source>Right</source>
   <translation>Right</translation>
  </message>
  <message>
   <source>anterior column</source>
   <translation>anterior column</translation>
  </message>
  <message>
   <source>by the epicondyles</source>
   <translation>by the epicondyles</translation>
  </message>
  <message>
   <source>femoral neck</source>
   <translation>femoral neck</translation>
  </message>
  <message>
   <source>iliosacral</source>
   <translation>iliosacral</translation>
  </message>
  <message>
   <source>left</source>
   <translation>left</translation>
  </message>
  <message>
   <source>pedicle</source>
   <translation>pedicle</translation>
  </message>
  <message>
   <source>posterior column</source>
   <translation>posterior column</translation>
  </message>
  <message>
   <source>right</source>
   <translation>right</translation>
  </message>
  <message>
   <source>trans-sacral</source>
   <translation>trans-sacral</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.widget</name>
  <message>
   <source>Article</source>
   <translation>Article</translation>
  </message>
  <message>
   <source>Asking the hub whether you may finalise this plan:</source>
   <translation>Asking the hub whether you may finalise this plan:</translation>
  </message>
  <message>
   <source>Bone</source>
   <translation>Bone</translation>
  </message>
  <message>
   <source>Choose the folder for the plan first.</source>
   <translation>Choose the folder for the plan first.</translation>
  </message>
  <message>
   <source>Grade</source>
   <translation>Grade</translation>
  </message>
  <message>
   <source>Implant</source>
   <translation>Implant</translation>
  </message>
  <message>
   <source>Making the surfaces:</source>
   <translation>Making the surfaces:</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Number</translation>
  </message>
  <message>
   <source>Pieces</source>
   <translation>Pieces</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>Recording the emergency:</translation>
  </message>
  <message>
   <source>The plan was changed while the hub was asked; save it again.</source>
   <translation>The plan was changed while the hub was asked; save it again.</translation>
  </message>
  <message>
   <source>The plan, the implants and the report are in {folder}.</source>
   <translation>The plan, the implants and the report are in {folder}.</translation>
  </message>
  <message>
   <source>To order</source>
   <translation>To order</translation>
  </message>
  <message>
   <source>Triangles</source>
   <translation>Triangles</translation>
  </message>
  <message>
   <source>{count} bones.</source>
   <translation>{count} bones.</translation>
  </message>
 </context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>OsteotomySimulator</name>
  <message>
   <source> %</source>
   <translation> %</translation>
  </message>
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
   <source>2. Landmarks and angles</source>
   <translation>2. Landmarks and angles</translation>
  </message>
  <message>
   <source>3. Correct</source>
   <translation>3. Correct</translation>
  </message>
  <message>
   <source>4. Cut freely, move by hand</source>
   <translation>4. Cut freely, move by hand</translation>
  </message>
  <message>
   <source>5. Reduce a fracture</source>
   <translation>5. Reduce a fracture</translation>
  </message>
  <message>
   <source>6. The plan</source>
   <translation>6. The plan</translation>
  </message>
  <message>
   <source>A plane across the middle of the bone; drag and turn it in the views</source>
   <translation>A plane across the middle of the bone; drag and turn it in the views</translation>
  </message>
  <message>
   <source>A surface model whose name does not say which bone it is</source>
   <translation>A surface model whose name does not say which bone it is</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>Add</translation>
  </message>
  <message>
   <source>Amber: look at this one; choose a row to see the point, drag it in any view</source>
   <translation>Amber: look at this one; choose a row to see the point, drag it in any view</translation>
  </message>
  <message>
   <source>Amber: outside its normal range; the tip tells method and source</source>
   <translation>Amber: outside its normal range; the tip tells method and source</translation>
  </message>
  <message>
   <source>Axes in the views</source>
   <translation>Axes in the views</translation>
  </message>
  <message>
   <source>Back to the plan</source>
   <translation>Back to the plan</translation>
  </message>
  <message>
   <source>Before, and what was measured again on the moved bones in each variant</source>
   <translation>Before, and what was measured again on the moved bones in each variant</translation>
  </message>
  <message>
   <source>Blade with which the cut is made</source>
   <translation>Blade with which the cut is made</translation>
  </message>
  <message>
   <source>Bone:</source>
   <translation>Bone:</translation>
  </message>
  <message>
   <source>Bring a saved plan and its bones into the scene</source>
   <translation>Bring a saved plan and its bones into the scene</translation>
  </message>
  <message>
   <source>Bring the chosen fragments together; the largest stays</source>
   <translation>Bring the chosen fragments together; the largest stays</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message>
   <source>Change slope by:</source>
   <translation>Change slope by:</translation>
  </message>
  <message>
   <source>Choose</source>
   <translation>Choose</translation>
  </message>
  <message>
   <source>Choose one row; turn and shift it in the 3D view, its fit follows</source>
   <translation>Choose one row; turn and shift it in the 3D view, its fit follows</translation>
  </message>
  <message>
   <source>Collect the bones of the segmentation, or the models of the scene that are named as bones</source>
   <translation>Collect the bones of the segmentation, or the models of the scene that are named as bones</translation>
  </message>
  <message>
   <source>Compute the cut and the move, carry them out on the bones and measure again</source>
   <translation>Compute the cut and the move, carry them out on the bones and measure again</translation>
  </message>
  <message>
   <source>Coronal and sagittal drawing as PDF</source>
   <translation>Coronal and sagittal drawing as PDF</translation>
  </message>
  <message>
   <source>Correct for soft tissue (JLCA)</source>
   <translation>Correct for soft tissue (JLCA)</translation>
  </message>
  <message>
   <source>Cut here</source>
   <translation>Cut here</translation>
  </message>
  <message>
   <source>Cut the fibula below its head at:</source>
   <translation>Cut the fibula below its head at:</translation>
  </message>
  <message>
   <source>Cut the fibula with the tibia; its lower part goes with that of the tibia. Usually 100 to 150 mm</source>
   <translation>Cut the fibula with the tibia; its lower part goes with that of the tibia. Usually 100 to 150 mm</translation>
  </message>
  <message>
   <source>Cut with the chosen saw; the distal fragment can then be moved</source>
   <translation>Cut with the chosen saw; the distal fragment can then be moved</translation>
  </message>
  <message>
   <source>Cut:</source>
   <translation>Cut:</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>Do it again</translation>
  </message>
  <message>
   <source>Draw the axes and joint lines as markups</source>
   <translation>Draw the axes and joint lines as markups</translation>
  </message>
  <message>
   <source>Emergency: save anyway</source>
   <translation>Emergency: save anyway</translation>
  </message>
  <message>
   <source>Find landmarks and measure</source>
   <translation>Find landmarks and measure</translation>
  </message>
  <message>
   <source>Finds landmarks on the leg's bones and measures axes and angles; plans osteotomies, carries them out on the bones and measures again; reduces fractures; writes a plan and a report that a surgeon signs.</source>
   <translation>Finds landmarks on the leg's bones and measures axes and angles; plans osteotomies, carries them out on the bones and measures again; reduces fractures; writes a plan and a report that a surgeon signs.</translation>
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
   <source>Fragment:</source>
   <translation>Fragment:</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>Goes on without an admission, by your name; the quality officer reviews it</translation>
  </message>
  <message>
   <source>Handles for the chosen fragment</source>
   <translation>Handles for the chosen fragment</translation>
  </message>
  <message>
   <source>Handles in the 3D view</source>
   <translation>Handles in the 3D view</translation>
  </message>
  <message>
   <source>Healthy side:</source>
   <translation>Healthy side:</translation>
  </message>
  <message>
   <source>Hinge in the views</source>
   <translation>Hinge in the views</translation>
  </message>
  <message>
   <source>How far below the tip of its head the fibula is cut</source>
   <translation>How far below the tip of its head the fibula is cut</translation>
  </message>
  <message>
   <source>How much the posterior slope shall change; 0 keeps it</source>
   <translation>How much the posterior slope shall change; 0 keeps it</translation>
  </message>
  <message>
   <source>Keep as variant</source>
   <translation>Keep as variant</translation>
  </message>
  <message>
   <source>Keep this place</source>
   <translation>Keep this place</translation>
  </message>
  <message>
   <source>Keep this plan under that name</source>
   <translation>Keep this plan under that name</translation>
  </message>
  <message>
   <source>Labelled bones; leave empty to take models whose names are those of bones</source>
   <translation>Labelled bones; leave empty to take models whose names are those of bones</translation>
  </message>
  <message>
   <source>Landmarks are placed on every bone; drag one in a view and all angles follow</source>
   <translation>Landmarks are placed on every bone; drag one in a view and all angles follow</translation>
  </message>
  <message>
   <source>Load line at:</source>
   <translation>Load line at:</translation>
  </message>
  <message>
   <source>Make the fragment's new place part of the plan and measure its fit again</source>
   <translation>Make the fragment's new place part of the plan and measure its fit again</translation>
  </message>
  <message>
   <source>Make the new place part of the plan and measure again</source>
   <translation>Make the new place part of the plan and measure again</translation>
  </message>
  <message>
   <source>Name under which the plan is kept beside the others</source>
   <translation>Name under which the plan is kept beside the others</translation>
  </message>
  <message>
   <source>Open a plan...</source>
   <translation>Open a plan...</translation>
  </message>
  <message>
   <source>Osteotomy Simulator</source>
   <translation>Osteotomy Simulator</translation>
  </message>
  <message>
   <source>Osteotomy:</source>
   <translation>Osteotomy:</translation>
  </message>
  <message>
   <source>Place a plane</source>
   <translation>Place a plane</translation>
  </message>
  <message>
   <source>Plan it</source>
   <translation>Plan it</translation>
  </message>
  <message>
   <source>Put the fragment where the plan has it</source>
   <translation>Put the fragment where the plan has it</translation>
  </message>
  <message>
   <source>Radius of a dome, height of a step or Z</source>
   <translation>Radius of a dome, height of a step or Z</translation>
  </message>
  <message>
   <source>Recorded with your name, and reviewed afterwards</source>
   <translation>Recorded with your name, and reviewed afterwards</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>Redo</translation>
  </message>
  <message>
   <source>Reduce</source>
   <translation>Reduce</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Remove</translation>
  </message>
  <message>
   <source>Remove the variant of the chosen column</source>
   <translation>Remove the variant of the chosen column</translation>
  </message>
  <message>
   <source>Save plan and report</source>
   <translation>Save plan and report</translation>
  </message>
  <message>
   <source>Save the figure...</source>
   <translation>Save the figure...</translation>
  </message>
  <message>
   <source>Saw:</source>
   <translation>Saw:</translation>
  </message>
  <message>
   <source>Segmentation:</source>
   <translation>Segmentation:</translation>
  </message>
  <message>
   <source>Show the hinge as a point; drag it and plan again</source>
   <translation>Show the hinge as a point; drag it and plan again</translation>
  </message>
  <message>
   <source>Side:</source>
   <translation>Side:</translation>
  </message>
  <message>
   <source>Size:</source>
   <translation>Size:</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Take (JLCA - 2)/2 degrees off the correction (Micicoi)</source>
   <translation>Take (JLCA - 2)/2 degrees off the correction (Micicoi)</translation>
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
   <source>Take this model as that bone</source>
   <translation>Take this model as that bone</translation>
  </message>
  <message>
   <source>The bones that the plan is made on</source>
   <translation>The bones that the plan is made on</translation>
  </message>
  <message>
   <source>The models that are fragments: choose two or more</source>
   <translation>The models that are fragments: choose two or more</translation>
  </message>
  <message>
   <source>The plane says where; its red axis is the way of the saw, its blue one points to the proximal fragment</source>
   <translation>The plane says where; its red axis is the way of the saw, its blue one points to the proximal fragment</translation>
  </message>
  <message>
   <source>The same bone of the other side; it is mirrored. Leave empty to fit the fragments to each other only</source>
   <translation>The same bone of the other side; it is mirrored. Leave empty to fit the fragments to each other only</translation>
  </message>
  <message>
   <source>The variant of the chosen column is the one to be done</source>
   <translation>The variant of the chosen column is the one to be done</translation>
  </message>
  <message>
   <source>Turn and shift the fragment with the mouse; angles and gaps follow</source>
   <translation>Turn and shift the fragment with the mouse; angles and gaps follow</translation>
  </message>
  <message>
   <source>Turn the hinge line so that the posterior slope changes by this much; 0 keeps it</source>
   <translation>Turn the hinge line so that the posterior slope changes by this much; 0 keeps it</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Undo</translation>
  </message>
  <message>
   <source>Variant A</source>
   <translation>Variant A</translation>
  </message>
  <message>
   <source>Where and how the bone is cut</source>
   <translation>Where and how the bone is cut</translation>
  </message>
  <message>
   <source>Where the mechanical axis shall cross the plateau: 0 is its medial, 100 its lateral edge; Fujisawa's point is 62.5</source>
   <translation>Where the mechanical axis shall cross the plateau: 0 is its medial, 100 its lateral edge; Fujisawa's point is 62.5</translation>
  </message>
  <message>
   <source>Where the plan, its bones and the report are written</source>
   <translation>Where the plan, its bones and the report are written</translation>
  </message>
  <message>
   <source>Which bone is cut</source>
   <translation>Which bone is cut</translation>
  </message>
  <message>
   <source>Which bone this model is</source>
   <translation>Which bone this model is</translation>
  </message>
  <message>
   <source>Which fragment is moved</source>
   <translation>Which fragment is moved</translation>
  </message>
  <message>
   <source>Which leg is planned; bones of the other side serve for comparison</source>
   <translation>Which leg is planned; bones of the other side serve for comparison</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>Why it cannot wait</translation>
  </message>
  <message>
   <source>plan.json, bones as STL, report with figures and a place for a signature</source>
   <translation>plan.json, bones as STL, report with figures and a place for a signature</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.correct_panel</name>
  <message>
   <source>Before</source>
   <translation>Before</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>Measured</translation>
  </message>
  <message>
   <source>There is no variant yet: press Plan it first.</source>
   <translation>There is no variant yet: press Plan it first.</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.corrections</name>
  <message>
   <source>Both: proximal tibia and distal femur</source>
   <translation>Both: proximal tibia and distal femur</translation>
  </message>
  <message>
   <source>Distal femur, closing laterally</source>
   <translation>Distal femur, closing laterally</translation>
  </message>
  <message>
   <source>Distal femur, closing medially</source>
   <translation>Distal femur, closing medially</translation>
  </message>
  <message>
   <source>Distal femur, opening laterally</source>
   <translation>Distal femur, opening laterally</translation>
  </message>
  <message>
   <source>Femoral torsion (Murphy):</source>
   <translation>Femoral torsion (Murphy):</translation>
  </message>
  <message>
   <source>Length gained:</source>
   <translation>Length gained:</translation>
  </message>
  <message>
   <source>Lengthen the femur</source>
   <translation>Lengthen the femur</translation>
  </message>
  <message>
   <source>Lengthen the tibia</source>
   <translation>Lengthen the tibia</translation>
  </message>
  <message>
   <source>Load line at:</source>
   <translation>Load line at:</translation>
  </message>
  <message>
   <source>Proximal tibia, closing laterally</source>
   <translation>Proximal tibia, closing laterally</translation>
  </message>
  <message>
   <source>Proximal tibia, closing medially</source>
   <translation>Proximal tibia, closing medially</translation>
  </message>
  <message>
   <source>Proximal tibia, opening medially</source>
   <translation>Proximal tibia, opening medially</translation>
  </message>
  <message>
   <source>Proximal tibia, opening medially, two planes</source>
   <translation>Proximal tibia, opening medially, two planes</translation>
  </message>
  <message>
   <source>This correction needs the bone {bone}; add its model above.</source>
   <translation>This correction needs the bone {bone}; add its model above.</translation>
  </message>
  <message>
   <source>Tibial torsion (Jend):</source>
   <translation>Tibial torsion (Jend):</translation>
  </message>
  <message>
   <source>Turn the femur's shaft</source>
   <translation>Turn the femur's shaft</translation>
  </message>
  <message>
   <source>Turn the tibia's shaft</source>
   <translation>Turn the tibia's shaft</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.fracture_session</name>
  <message>
   <source>Fracture</source>
   <translation>Fracture</translation>
  </message>
  <message>
   <source>Reduction</source>
   <translation>Reduction</translation>
  </message>
  <message>
   <source>begun</source>
   <translation>begun</translation>
  </message>
  <message>
   <source>reduced</source>
   <translation>reduced</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.free_cuts</name>
  <message>
   <source>Dome (cylinder)</source>
   <translation>Dome (cylinder)</translation>
  </message>
  <message>
   <source>Height of the Z:</source>
   <translation>Height of the Z:</translation>
  </message>
  <message>
   <source>Height of the step:</source>
   <translation>Height of the step:</translation>
  </message>
  <message>
   <source>Plane</source>
   <translation>Plane</translation>
  </message>
  <message>
   <source>Radius:</source>
   <translation>Radius:</translation>
  </message>
  <message>
   <source>Step</source>
   <translation>Step</translation>
  </message>
  <message>
   <source>The plane misses the bone; drag it onto the bone.</source>
   <translation>The plane misses the bone; drag it onto the bone.</translation>
  </message>
  <message>
   <source>There is no plane yet: press Place a plane and drag it to where the bone is to be cut.</source>
   <translation>There is no plane yet: press Place a plane and drag it to where the bone is to be cut.</translation>
  </message>
  <message>
   <source>Z</source>
   <translation>Z</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.guidance</name>
  <message>
   <source>Landmarks were moved since this was planned: press Plan it again.</source>
   <translation>Landmarks were moved since this was planned: press Plan it again.</translation>
  </message>
  <message>
   <source>Measured. Compare with the normal ranges, then choose an osteotomy and press Plan it.</source>
   <translation>Measured. Compare with the normal ranges, then choose an osteotomy and press Plan it.</translation>
  </message>
  <message>
   <source>Planned and measured again on the moved bones. Keep it as a variant, or save it below.</source>
   <translation>Planned and measured again on the moved bones. Keep it as a variant, or save it below.</translation>
  </message>
  <message>
   <source>Planned; warnings to read in section 6: {count}.</source>
   <translation>Planned; warnings to read in section 6: {count}.</translation>
  </message>
  <message>
   <source>Start: choose a segmentation with named bones, or load models, and press Take the bones.</source>
   <translation>Start: choose a segmentation with named bones, or load models, and press Take the bones.</translation>
  </message>
  <message>
   <source>The plan must not be done so: read the lines at the end of section 6.</source>
   <translation>The plan must not be done so: read the lines at the end of section 6.</translation>
  </message>
  <message>
   <source>{count} bones. Choose the side and press Find landmarks and measure.</source>
   <translation>{count} bones. Choose the side and press Find landmarks and measure.</translation>
  </message>
  <message>
   <source>{count} fragments of one bone. Look at the healthy side in section 5 and press Reduce.</source>
   <translation>{count} fragments of one bone. Look at the healthy side in section 5 and press Reduce.</translation>
  </message>
  <message>
   <source>{count} landmarks are amber: look at them, drag what is wrong; then choose an osteotomy.</source>
   <translation>{count} landmarks are amber: look at them, drag what is wrong; then choose an osteotomy.</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.logic</name>
  <message>
   <source>Choose a model first.</source>
   <translation>Choose a model first.</translation>
  </message>
  <message>
   <source>Leg</source>
   <translation>Leg</translation>
  </message>
  <message>
   <source>No landmarks were found.</source>
   <translation>No landmarks were found.</translation>
  </message>
  <message>
   <source>No model is named as a bone of the leg: choose a segmentation, or add models one by one below.</source>
   <translation>No model is named as a bone of the leg: choose a segmentation, or add models one by one below.</translation>
  </message>
  <message>
   <source>Pelvis</source>
   <translation>Pelvis</translation>
  </message>
  <message>
   <source>Spine</source>
   <translation>Spine</translation>
  </message>
  <message>
   <source>There are no bones yet: press Take the bones first.</source>
   <translation>There are no bones yet: press Take the bones first.</translation>
  </message>
  <message>
   <source>landmark moved</source>
   <translation>landmark moved</translation>
  </message>
  <message>
   <source>measured</source>
   <translation>measured</translation>
  </message>
  <message>
   <source>side changed</source>
   <translation>side changed</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.reduce_panel</name>
  <message>
   <source>Bringing the fragments together:</source>
   <translation>Bringing the fragments together:</translation>
  </message>
  <message>
   <source>Fragment</source>
   <translation>Fragment</translation>
  </message>
  <message>
   <source>Gap left</source>
   <translation>Gap left</translation>
  </message>
  <message>
   <source>The fragments are together; look at every one before you go on.</source>
   <translation>The fragments are together; look at every one before you go on.</translation>
  </message>
  <message>
   <source>{count} fragments are not sure: look at the amber rows and nudge them by hand.</source>
   <translation>{count} fragments are not sure: look at the amber rows and nudge them by hand.</translation>
  </message>
  <message>
   <source>{distance:.1f} mm off the healthy side</source>
   <translation>{distance:.1f} mm off the healthy side</translation>
  </message>
  <message>
   <source>{name}: gap {gap:.1f} mm, touching {area:.0f} mm², {depth:.1f} mm into its neighbour</source>
   <translation>{name}: gap {gap:.1f} mm, touching {area:.0f} mm², {depth:.1f} mm into its neighbour</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.reduction</name>
  <message>
   <source>Choose two or more fragments in the list first.</source>
   <translation>Choose two or more fragments in the list first.</translation>
  </message>
  <message>
   <source>The healthy side is among the chosen fragments; take it out of the choice.</source>
   <translation>The healthy side is among the chosen fragments; take it out of the choice.</translation>
  </message>
  <message>
   <source>stays</source>
   <translation>stays</translation>
  </message>
  <message>
   <source>touches none</source>
   <translation>touches none</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.requirements</name>
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
  <name>OsteotomySimulatorLib.rows</name>
  <message>
   <source>Before</source>
   <translation>Before</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>Measured</translation>
  </message>
  <message>
   <source>by hand</source>
   <translation>by hand</translation>
  </message>
  <message>
   <source>coronal</source>
   <translation>coronal</translation>
  </message>
  <message>
   <source>procurvatum</source>
   <translation>procurvatum</translation>
  </message>
  <message>
   <source>recurvatum</source>
   <translation>recurvatum</translation>
  </message>
  <message>
   <source>sagittal</source>
   <translation>sagittal</translation>
  </message>
  <message>
   <source>valgus</source>
   <translation>valgus</translation>
  </message>
  <message>
   <source>varus</source>
   <translation>varus</translation>
  </message>
  <message>
   <source>{bone}, {plane}: CORA {angle:.1f}° {direction} at {level:.0f} % of its length</source>
   <translation>{bone}, {plane}: CORA {angle:.1f}° {direction} at {level:.0f} % of its length</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.session</name>
  <message>
   <source>Choose a bone of the plan first.</source>
   <translation>Choose a bone of the plan first.</translation>
  </message>
  <message>
   <source>Give the variant a name first.</source>
   <translation>Give the variant a name first.</translation>
  </message>
  <message>
   <source>No fragment was moved: turn on the handles and move one.</source>
   <translation>No fragment was moved: turn on the handles and move one.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>There is no hinge yet: press Plan it first.</source>
   <translation>There is no hinge yet: press Plan it first.</translation>
  </message>
  <message>
   <source>There is no plan yet: press Find landmarks and measure first.</source>
   <translation>There is no plan yet: press Find landmarks and measure first.</translation>
  </message>
  <message>
   <source>There is no variant yet: press Plan it first.</source>
   <translation>There is no variant yet: press Plan it first.</translation>
  </message>
  <message>
   <source>chosen</source>
   <translation>chosen</translation>
  </message>
  <message>
   <source>cut</source>
   <translation>cut</translation>
  </message>
  <message>
   <source>kept</source>
   <translation>kept</translation>
  </message>
  <message>
   <source>moved by hand</source>
   <translation>moved by hand</translation>
  </message>
  <message>
   <source>opened</source>
   <translation>opened</translation>
  </message>
  <message>
   <source>planned</source>
   <translation>planned</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>removed</translation>
  </message>
  <message>
   <source>{piece} stays in this plan; move the fragment that is corrected.</source>
   <translation>{piece} stays in this plan; move the fragment that is corrected.</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.widget</name>
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
   <source>Error</source>
   <translation>Error</translation>
  </message>
  <message>
   <source>Finding the landmarks:</source>
   <translation>Finding the landmarks:</translation>
  </message>
  <message>
   <source>Landmark</source>
   <translation>Landmark</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>Left</translation>
  </message>
  <message>
   <source>Making the surfaces:</source>
   <translation>Making the surfaces:</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>Measured</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>Model</translation>
  </message>
  <message>
   <source>Normal</source>
   <translation>Normal</translation>
  </message>
  <message>
   <source>Not measurable with these bones: {names}.</source>
   <translation>Not measurable with these bones: {names}.</translation>
  </message>
  <message>
   <source>Other side</source>
   <translation>Other side</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>Recording the emergency:</translation>
  </message>
  <message>
   <source>Right</source>
   <translation>Right</translation>
  </message>
  <message>
   <source>Sure</source>
   <translation>Sure</translation>
  </message>
  <message>
   <source>The drawing is in {folder}.</source>
   <translation>The drawing is in {folder}.</translation>
  </message>
  <message>
   <source>The plan was changed while the hub was asked; save it again.</source>
   <translation>The plan was changed while the hub was asked; save it again.</translation>
  </message>
  <message>
   <source>The plan, its bones and the report are in {folder}.</source>
   <translation>The plan, its bones and the report are in {folder}.</translation>
  </message>
  <message>
   <source>Triangles</source>
   <translation>Triangles</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Value</translation>
  </message>
 </context>
</TS>

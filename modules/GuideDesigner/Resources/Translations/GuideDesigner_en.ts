<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>GuideDesigner</name>
  <message>
   <source> mm</source>
   <translation> mm</translation>
  </message>
  <message>
   <source>1. What is guided</source>
   <translation>1. What is guided</translation>
  </message>
  <message>
   <source>2. The guide</source>
   <translation>2. The guide</translation>
  </message>
  <message>
   <source>3. Design and check</source>
   <translation>3. Design and check</translation>
  </message>
  <message>
   <source>4. Print and plan</source>
   <translation>4. Print and plan</translation>
  </message>
  <message>
   <source>A JSON file of all these sizes</source>
   <translation>A JSON file of all these sizes</translation>
  </message>
  <message>
   <source>A dome cut is a row of drill holes along its arc, joined with an osteotome</source>
   <translation>A dome cut is a row of drill holes along its arc, joined with an osteotome</translation>
  </message>
  <message>
   <source>A drill sleeve for every screw that the plan has in this bone</source>
   <translation>A drill sleeve for every screw that the plan has in this bone</translation>
  </message>
  <message>
   <source>A plane becomes a saw cut, a line a hole, a point a window in the base</source>
   <translation>A plane becomes a saw cut, a line a hole, a point a window in the base</translation>
  </message>
  <message>
   <source>A plane, line or point list that is in the scene already</source>
   <translation>A plane, line or point list that is in the scene already</translation>
  </message>
  <message>
   <source>A thinner wall is told</source>
   <translation>A thinner wall is told</translation>
  </message>
  <message>
   <source>Add to the plan</source>
   <translation>Add to the plan</translation>
  </message>
  <message>
   <source>Add:</source>
   <translation>Add:</translation>
  </message>
  <message>
   <source>Added to the diameter of drill sleeves</source>
   <translation>Added to the diameter of drill sleeves</translation>
  </message>
  <message>
   <source>Added to the diameter of wire holes</source>
   <translation>Added to the diameter of wire holes</translation>
  </message>
  <message>
   <source>Added to the kerf of the blade</source>
   <translation>Added to the kerf of the blade</translation>
  </message>
  <message>
   <source>Added to the width of the blade or its sweep</source>
   <translation>Added to the width of the blade or its sweep</translation>
  </message>
  <message>
   <source>Also as STL in DICOM, for the PACS</source>
   <translation>Also as STL in DICOM, for the PACS</translation>
  </message>
  <message>
   <source>Amber: look here; the tip says what was measured. Click a row with a place: the views go there</source>
   <translation>Amber: look here; the tip says what was measured. Click a row with a place: the views go there</translation>
  </message>
  <message>
   <source>An osteotomy of the plan in this scene, or only what is placed below</source>
   <translation>An osteotomy of the plan in this scene, or only what is placed below</translation>
  </message>
  <message>
   <source>Arrow</source>
   <translation>Arrow</translation>
  </message>
  <message>
   <source>As a draft</source>
   <translation>As a draft</translation>
  </message>
  <message>
   <source>Base around slots and holes:</source>
   <translation>Base around slots and holes:</translation>
  </message>
  <message>
   <source>Base up and down the bone:</source>
   <translation>Base up and down the bone:</translation>
  </message>
  <message>
   <source>Between two holes of the row; the wall between their sleeves is thinner by the tolerance of drills</source>
   <translation>Between two holes of the row; the wall between their sleeves is thinner by the tolerance of drills</translation>
  </message>
  <message>
   <source>Blade is led over:</source>
   <translation>Blade is led over:</translation>
  </message>
  <message>
   <source>Blade of the saw cuts that were placed; an osteotomy of the plan has its own</source>
   <translation>Blade of the saw cuts that were placed; an osteotomy of the plan has its own</translation>
  </message>
  <message>
   <source>Bone between its holes:</source>
   <translation>Bone between its holes:</translation>
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
   <source>Comes off freely over:</source>
   <translation>Comes off freely over:</translation>
  </message>
  <message>
   <source>Cuts, holes and windows that were placed in the views</source>
   <translation>Cuts, holes and windows that were placed in the views</translation>
  </message>
  <message>
   <source>DICOM</source>
   <translation>DICOM</translation>
  </message>
  <message>
   <source>Design the guide</source>
   <translation>Design the guide</translation>
  </message>
  <message>
   <source>Designs a guide that fits one bone and leads saw, drills and wires; for an osteotomy of a plan or for planes and lines in the views. Measures on the finished guide whether it fits, holds and can be printed; amber means: look here. Writes STL, 3MF, GLB, print files, and the plan's step that makes it again.</source>
   <translation>Designs a guide that fits one bone and leads saw, drills and wires; for an osteotomy of a plan or for planes and lines in the views. Measures on the finished guide whether it fits, holds and can be printed; amber means: look here. Writes STL, 3MF, GLB, print files, and the plan's step that makes it again.</translation>
  </message>
  <message>
   <source>Diameter of the drill, wire or window; of the chosen row, where one is chosen</source>
   <translation>Diameter of the drill, wire or window; of the chosen row, where one is chosen</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>Do it again</translation>
  </message>
  <message>
   <source>Drag the ends of the arrow in the views and design again; else the way is found</source>
   <translation>Drag the ends of the arrow in the views and design again; else the way is found</translation>
  </message>
  <message>
   <source>Drill for dome cuts:</source>
   <translation>Drill for dome cuts:</translation>
  </message>
  <message>
   <source>Drill tolerance:</source>
   <translation>Drill tolerance:</translation>
  </message>
  <message>
   <source>Emergency: write anyway</source>
   <translation>Emergency: write anyway</translation>
  </message>
  <message>
   <source>Extra gap that an undercut may leave before the base ends</source>
   <translation>Extra gap that an undercut may leave before the base ends</translation>
  </message>
  <message>
   <source>Fineness:</source>
   <translation>Fineness:</translation>
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
   <source>Gap at undercuts:</source>
   <translation>Gap at undercuts:</translation>
  </message>
  <message>
   <source>Gap between bone and base, kept everywhere</source>
   <translation>Gap between bone and base, kept everywhere</translation>
  </message>
  <message>
   <source>Gap to other bones and parts, also on its way</source>
   <translation>Gap to other bones and parts, also on its way</translation>
  </message>
  <message>
   <source>Gap to other bones:</source>
   <translation>Gap to other bones:</translation>
  </message>
  <message>
   <source>Gap to the bone:</source>
   <translation>Gap to the bone:</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>Goes on without an admission, by your name; the quality officer reviews it</translation>
  </message>
  <message>
   <source>Grip that passes:</source>
   <translation>Grip that passes:</translation>
  </message>
  <message>
   <source>Guide Designer</source>
   <translation>Guide Designer</translation>
  </message>
  <message>
   <source>Guide as STL, 3MF and GLB, print files, pictures, checks and parameters</source>
   <translation>Guide as STL, 3MF and GLB, print files, pictures, checks and parameters</translation>
  </message>
  <message>
   <source>Guide for the moved fragments</source>
   <translation>Guide for the moved fragments</translation>
  </message>
  <message>
   <source>Guide, print files with the best way to lie, pictures, checks, parameters</source>
   <translation>Guide, print files with the best way to lie, pictures, checks, parameters</translation>
  </message>
  <message>
   <source>Height of capitals</source>
   <translation>Height of capitals</translation>
  </message>
  <message>
   <source>Height of letters:</source>
   <translation>Height of letters:</translation>
  </message>
  <message>
   <source>Height of sleeves above the bone</source>
   <translation>Height of sleeves above the bone</translation>
  </message>
  <message>
   <source>Height of sleeves:</source>
   <translation>Height of sleeves:</translation>
  </message>
  <message>
   <source>Holds the fragments where the plan moves them, on the holes of this guide; needs holes in both</source>
   <translation>Holds the fragments where the plan moves them, on the holes of this guide; needs holes in both</translation>
  </message>
  <message>
   <source>How far letters stand out</source>
   <translation>How far letters stand out</translation>
  </message>
  <message>
   <source>How far the base follows the bone up and down along the way it goes on</source>
   <translation>How far the base follows the bone up and down along the way it goes on</translation>
  </message>
  <message>
   <source>How far the base reaches beyond slots and sleeves</source>
   <translation>How far the base reaches beyond slots and sleeves</translation>
  </message>
  <message>
   <source>How far the blade is led, from the highest bone under the slot</source>
   <translation>How far the blade is led, from the highest bone under the slot</translation>
  </message>
  <message>
   <source>How far the guide must come off freely</source>
   <translation>How far the guide must come off freely</translation>
  </message>
  <message>
   <source>How much the gap must open for 1 mm of sliding, for a fit of one place only</source>
   <translation>How much the gap must open for 1 mm of sliding, for a fit of one place only</translation>
  </message>
  <message>
   <source>Image:</source>
   <translation>Image:</translation>
  </message>
  <message>
   <source>It comes off along the arrow</source>
   <translation>It comes off along the arrow</translation>
  </message>
  <message>
   <source>K-wire tolerance:</source>
   <translation>K-wire tolerance:</translation>
  </message>
  <message>
   <source>Length, width and kerf of the blade that the plan cuts with</source>
   <translation>Length, width and kerf of the blade that the plan cuts with</translation>
  </message>
  <message>
   <source>Letters stand out by:</source>
   <translation>Letters stand out by:</translation>
  </message>
  <message>
   <source>Load</source>
   <translation>Load</translation>
  </message>
  <message>
   <source>Make it a cut, hole or window of the guide</source>
   <translation>Make it a cut, hole or window of the guide</translation>
  </message>
  <message>
   <source>Make the guide on the bone and measure everything on it; a former one is replaced</source>
   <translation>Make the guide on the bone and measure everything on it; a former one is replaced</translation>
  </message>
  <message>
   <source>Metal insert:</source>
   <translation>Metal insert:</translation>
  </message>
  <message>
   <source>Not this</source>
   <translation>Not this</translation>
  </message>
  <message>
   <source>Osteotomy:</source>
   <translation>Osteotomy:</translation>
  </message>
  <message>
   <source>Other sizes</source>
   <translation>Other sizes</translation>
  </message>
  <message>
   <source>Place in the views</source>
   <translation>Place in the views</translation>
  </message>
  <message>
   <source>Print time and cost</source>
   <translation>Print time and cost</translation>
  </message>
  <message>
   <source>PrusaSlicer slices it; it must be installed</source>
   <translation>PrusaSlicer slices it; it must be installed</translation>
  </message>
  <message>
   <source>Raised letters on the guide: patient, side, which guide</source>
   <translation>Raised letters on the guide: patient, side, which guide</translation>
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
   <source>Rooms of saws and drills</source>
   <translation>Rooms of saws and drills</translation>
  </message>
  <message>
   <source>Rounding of edges:</source>
   <translation>Rounding of edges:</translation>
  </message>
  <message>
   <source>Rounding of the outer edges of the base</source>
   <translation>Rounding of the outer edges of the base</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Save</translation>
  </message>
  <message>
   <source>Saw:</source>
   <translation>Saw:</translation>
  </message>
  <message>
   <source>Screws of the plan</source>
   <translation>Screws of the plan</translation>
  </message>
  <message>
   <source>Set the size that makes the thin wall thick enough, and design the guide again</source>
   <translation>Set the size that makes the thin wall thick enough, and design the guide again</translation>
  </message>
  <message>
   <source>Show the guide that there was before</source>
   <translation>Show the guide that there was before</translation>
  </message>
  <message>
   <source>Show what is kept free</source>
   <translation>Show what is kept free</translation>
  </message>
  <message>
   <source>Slot longer than the blade by:</source>
   <translation>Slot longer than the blade by:</translation>
  </message>
  <message>
   <source>Slot tolerance:</source>
   <translation>Slot tolerance:</translation>
  </message>
  <message>
   <source>Spacing of the grid on which the base is made</source>
   <translation>Spacing of the grid on which the base is made</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>Stop; nothing of it is kept</translation>
  </message>
  <message>
   <source>Take all sizes from this file, or from the parameters.json of an earlier guide</source>
   <translation>Take all sizes from this file, or from the parameters.json of an earlier guide</translation>
  </message>
  <message>
   <source>Text:</source>
   <translation>Text:</translation>
  </message>
  <message>
   <source>The DICOM file joins the study of this image</source>
   <translation>The DICOM file joins the study of this image</translation>
  </message>
  <message>
   <source>The chosen rows are no longer guided; they stay in the scene</source>
   <translation>The chosen rows are no longer guided; they stay in the scene</translation>
  </message>
  <message>
   <source>The plan in this scene makes this guide again, and the one for the moved fragments where there is one</source>
   <translation>The plan in this scene makes this guide again, and the one for the moved fragments where there is one</translation>
  </message>
  <message>
   <source>The way on which it comes off</source>
   <translation>The way on which it comes off</translation>
  </message>
  <message>
   <source>The whole bone, before the cut</source>
   <translation>The whole bone, before the cut</translation>
  </message>
  <message>
   <source>Then click: a plane beside the bone where the saw comes from; a line from outside into the bone</source>
   <translation>Then click: a plane beside the bone where the saw comes from; a line from outside into the bone</translation>
  </message>
  <message>
   <source>Thicken the thin wall</source>
   <translation>Thicken the thin wall</translation>
  </message>
  <message>
   <source>Thickness of a metal insert in the slot</source>
   <translation>Thickness of a metal insert in the slot</translation>
  </message>
  <message>
   <source>Thickness of the base</source>
   <translation>Thickness of the base</translation>
  </message>
  <message>
   <source>Thickness of the base:</source>
   <translation>Thickness of the base:</translation>
  </message>
  <message>
   <source>Thinnest wall that passes:</source>
   <translation>Thinnest wall that passes:</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Undo</translation>
  </message>
  <message>
   <source>Use it</source>
   <translation>Use it</translation>
  </message>
  <message>
   <source>Wall around a hole</source>
   <translation>Wall around a hole</translation>
  </message>
  <message>
   <source>Wall around a slot</source>
   <translation>Wall around a slot</translation>
  </message>
  <message>
   <source>Wall around holes:</source>
   <translation>Wall around holes:</translation>
  </message>
  <message>
   <source>Wall around slots:</source>
   <translation>Wall around slots:</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>Why it cannot wait</translation>
  </message>
  <message>
   <source>Write all sizes to this file, to use them again</source>
   <translation>Write all sizes to this file, to use them again</translation>
  </message>
  <message>
   <source>Write it although a check that it needs fails</source>
   <translation>Write it although a check that it needs fails</translation>
  </message>
  <message>
   <source>Write the files</source>
   <translation>Write the files</translation>
  </message>
  <message>
   <source>none</source>
   <translation>none</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.asked_plan</name>
  <message>
   <source>The bone of this guide is no longer in the scene; design it again.</source>
   <translation>The bone of this guide is no longer in the scene; design it again.</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.check_words</name>
  <message>
   <source>Area on the bone</source>
   <translation>Area on the bone</translation>
  </message>
  <message>
   <source>Blade is led</source>
   <translation>Blade is led</translation>
  </message>
  <message>
   <source>Blade passes</source>
   <translation>Blade passes</translation>
  </message>
  <message>
   <source>Bone between the holes of a dome cut</source>
   <translation>Bone between the holes of a dome cut</translation>
  </message>
  <message>
   <source>Bring cuts and holes closer, or make the base around them larger.</source>
   <translation>Bring cuts and holes closer, or make the base around them larger.</translation>
  </message>
  <message>
   <source>Closed surface</source>
   <translation>Closed surface</translation>
  </message>
  <message>
   <source>Design it again with a smaller fineness.</source>
   <translation>Design it again with a smaller fineness.</translation>
  </message>
  <message>
   <source>Drill upright on the bone</source>
   <translation>Drill upright on the bone</translation>
  </message>
  <message>
   <source>Drills pass</source>
   <translation>Drills pass</translation>
  </message>
  <message>
   <source>Fits in one place</source>
   <translation>Fits in one place</translation>
  </message>
  <message>
   <source>Free of other bones</source>
   <translation>Free of other bones</translation>
  </message>
  <message>
   <source>Gap to the bone</source>
   <translation>Gap to the bone</translation>
  </message>
  <message>
   <source>Goes on freely</source>
   <translation>Goes on freely</translation>
  </message>
  <message>
   <source>Holes clear of slots</source>
   <translation>Holes clear of slots</translation>
  </message>
  <message>
   <source>Holes in their axes</source>
   <translation>Holes in their axes</translation>
  </message>
  <message>
   <source>Let the base follow the bone less far, or turn the arrow.</source>
   <translation>Let the base follow the bone less far, or turn the arrow.</translation>
  </message>
  <message>
   <source>Let the base reach around more of the bone, or move it to its end.</source>
   <translation>Let the base reach around more of the bone, or move it to its end.</translation>
  </message>
  <message>
   <source>Let the base reach farther around and along the bone.</source>
   <translation>Let the base reach farther around and along the bone.</translation>
  </message>
  <message>
   <source>Let the blade be led farther.</source>
   <translation>Let the blade be led farther.</translation>
  </message>
  <message>
   <source>Lies close</source>
   <translation>Lies close</translation>
  </message>
  <message>
   <source>Make the base smaller on that side, or turn the arrow.</source>
   <translation>Make the base smaller on that side, or turn the arrow.</translation>
  </message>
  <message>
   <source>Make the gap at undercuts or the base along the bone smaller.</source>
   <translation>Make the gap at undercuts or the base along the bone smaller.</translation>
  </message>
  <message>
   <source>Make the gap to the bone larger or the fineness smaller.</source>
   <translation>Make the gap to the bone larger or the fineness smaller.</translation>
  </message>
  <message>
   <source>Make the wall thicker.</source>
   <translation>Make the wall thicker.</translation>
  </message>
  <message>
   <source>Make the walls around holes thicker.</source>
   <translation>Make the walls around holes thicker.</translation>
  </message>
  <message>
   <source>Make the walls around slots thicker and design it again.</source>
   <translation>Make the walls around slots thicker and design it again.</translation>
  </message>
  <message>
   <source>Move holes and letters away from the slot, or make the slot longer.</source>
   <translation>Move holes and letters away from the slot, or make the slot longer.</translation>
  </message>
  <message>
   <source>Move holes and slots apart.</source>
   <translation>Move holes and slots apart.</translation>
  </message>
  <message>
   <source>Move the holes apart, or away from the slot.</source>
   <translation>Move the holes apart, or away from the slot.</translation>
  </message>
  <message>
   <source>Move the holes away from the slot.</source>
   <translation>Move the holes away from the slot.</translation>
  </message>
  <message>
   <source>One piece</source>
   <translation>One piece</translation>
  </message>
  <message>
   <source>Set {size} to {value:g} mm.</source>
   <translation>Set {size} to {value:g} mm.</translation>
  </message>
  <message>
   <source>Slot along the cut</source>
   <translation>Slot along the cut</translation>
  </message>
  <message>
   <source>Slot in the cut</source>
   <translation>Slot in the cut</translation>
  </message>
  <message>
   <source>Thickness of the base</source>
   <translation>Thickness of the base</translation>
  </message>
  <message>
   <source>Thinnest wall</source>
   <translation>Thinnest wall</translation>
  </message>
  <message>
   <source>Turn the line so that it meets the bone more upright.</source>
   <translation>Turn the line so that it meets the bone more upright.</translation>
  </message>
  <message>
   <source>Wall around holes</source>
   <translation>Wall around holes</translation>
  </message>
  <message>
   <source>Wall around slots</source>
   <translation>Wall around slots</translation>
  </message>
  <message>
   <source>Width of holes</source>
   <translation>Width of holes</translation>
  </message>
  <message>
   <source>{size} {value:g} mm, and design again</source>
   <translation>{size} {value:g} mm, and design again</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.export_panel</name>
  <message>
   <source>A few triangles have no area; slicers leave them out.</source>
   <translation>A few triangles have no area; slicers leave them out.</translation>
  </message>
  <message>
   <source>Asking the hub whether you may use this guide:</source>
   <translation>Asking the hub whether you may use this guide:</translation>
  </message>
  <message>
   <source>Closed cavities would trap powder, resin or support.</source>
   <translation>Closed cavities would trap powder, resin or support.</translation>
  </message>
  <message>
   <source>Larger than the printer: make the base smaller, or take a larger printer.</source>
   <translation>Larger than the printer: make the base smaller, or take a larger printer.</translation>
  </message>
  <message>
   <source>More than one piece: bring cuts and holes closer.</source>
   <translation>More than one piece: bring cuts and holes closer.</translation>
  </message>
  <message>
   <source>Parts overhang: print with support.</source>
   <translation>Parts overhang: print with support.</translation>
  </message>
  <message>
   <source>PrusaSlicer: {minutes} min, {grams:.1f} g, cost {cost:.2f}</source>
   <translation>PrusaSlicer: {minutes} min, {grams:.1f} g, cost {cost:.2f}</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>Recording the emergency:</translation>
  </message>
  <message>
   <source>Small pieces get lost in the print: bring cuts and holes closer.</source>
   <translation>Small pieces get lost in the print: bring cuts and holes closer.</translation>
  </message>
  <message>
   <source>The files are in {folder}.</source>
   <translation>The files are in {folder}.</translation>
  </message>
  <message>
   <source>The guide or its plan was changed while the hub was asked; write it again.</source>
   <translation>The guide or its plan was changed while the hub was asked; write it again.</translation>
  </message>
  <message>
   <source>The surface is inside out: design the guide again.</source>
   <translation>The surface is inside out: design the guide again.</translation>
  </message>
  <message>
   <source>The surface is not that of a solid: design the guide again.</source>
   <translation>The surface is not that of a solid: design the guide again.</translation>
  </message>
  <message>
   <source>The surface is open: design the guide again.</source>
   <translation>The surface is open: design the guide again.</translation>
  </message>
  <message>
   <source>Thinner than the printer can make: thicken base and walls.</source>
   <translation>Thinner than the printer can make: thicken base and walls.</translation>
  </message>
  <message>
   <source>Writing the guide:</source>
   <translation>Writing the guide:</translation>
  </message>
  <message>
   <source>Writing the repositioning guide:</source>
   <translation>Writing the repositioning guide:</translation>
  </message>
  <message>
   <source>{name}: {width:.0f} × {depth:.0f} × {height:.0f} mm, {grams:.0f} g</source>
   <translation>{name}: {width:.0f} × {depth:.0f} × {height:.0f} mm, {grams:.0f} g</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.guidance</name>
  <message>
   <source>Amber checks to look at: {count}. {advice}</source>
   <translation>Amber checks to look at: {count}. {advice}</translation>
  </message>
  <message>
   <source>Choose an osteotomy of the plan, or place a saw cut or a hole in the views.</source>
   <translation>Choose an osteotomy of the plan, or place a saw cut or a hole in the views.</translation>
  </message>
  <message>
   <source>Every check passed. Write the files, or add the guide to the plan.</source>
   <translation>Every check passed. Write the files, or add the guide to the plan.</translation>
  </message>
  <message>
   <source>Set the sizes and press Design the guide.</source>
   <translation>Set the sizes and press Design the guide.</translation>
  </message>
  <message>
   <source>Something changed since this guide was designed: press Design the guide again.</source>
   <translation>Something changed since this guide was designed: press Design the guide again.</translation>
  </message>
  <message>
   <source>Start: choose an osteotomy of the plan, or the bone that the guide shall lie on.</source>
   <translation>Start: choose an osteotomy of the plan, or the bone that the guide shall lie on.</translation>
  </message>
  <message>
   <source>The guide is of no use so. {advice}</source>
   <translation>The guide is of no use so. {advice}</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.logic</name>
  <message>
   <source>Choose the bone first.</source>
   <translation>Choose the bone first.</translation>
  </message>
  <message>
   <source>Choose the folder for the guide first.</source>
   <translation>Choose the folder for the guide first.</translation>
  </message>
  <message>
   <source>Choose the osteotomy of the plan that moves the fragments in section 1 first.</source>
   <translation>Choose the osteotomy of the plan that moves the fragments in section 1 first.</translation>
  </message>
  <message>
   <source>Guide</source>
   <translation>Guide</translation>
  </message>
  <message>
   <source>No size of this guide needs to be changed.</source>
   <translation>No size of this guide needs to be changed.</translation>
  </message>
  <message>
   <source>Repositioning guide</source>
   <translation>Repositioning guide</translation>
  </message>
  <message>
   <source>Something changed since this guide was designed: press Design the guide again first.</source>
   <translation>Something changed since this guide was designed: press Design the guide again first.</translation>
  </message>
  <message>
   <source>The osteotomy is of another bone; choose the bone that the plan was made on.</source>
   <translation>The osteotomy is of another bone; choose the bone that the plan was made on.</translation>
  </message>
  <message>
   <source>The wall cannot be made thicker than that; move holes and slots apart.</source>
   <translation>The wall cannot be made thicker than that; move holes and slots apart.</translation>
  </message>
  <message>
   <source>There is no guide yet: press Design the guide first.</source>
   <translation>There is no guide yet: press Design the guide first.</translation>
  </message>
  <message>
   <source>There is no plan with this bone: make one in the Osteotomy Simulator or the Implant Planner.</source>
   <translation>There is no plan with this bone: make one in the Osteotomy Simulator or the Implant Planner.</translation>
  </message>
  <message>
   <source>There is nothing to guide: choose an osteotomy, or place a saw cut or a hole.</source>
   <translation>There is nothing to guide: choose an osteotomy, or place a saw cut or a hole.</translation>
  </message>
  <message>
   <source>This guide has cuts of the plan and others; make one guide for each.</source>
   <translation>This guide has cuts of the plan and others; make one guide for each.</translation>
  </message>
  <message>
   <source>designed</source>
   <translation>designed</translation>
  </message>
  <message>
   <source>{file} holds no sizes; choose a JSON file.</source>
   <translation>{file} holds no sizes; choose a JSON file.</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.marks</name>
  <message>
   <source>Look here</source>
   <translation>Look here</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.placed_nodes</name>
  <message>
   <source>Choose a plane, line or point list first.</source>
   <translation>Choose a plane, line or point list first.</translation>
  </message>
  <message>
   <source>Drill hole</source>
   <translation>Drill hole</translation>
  </message>
  <message>
   <source>K-wire</source>
   <translation>K-wire</translation>
  </message>
  <message>
   <source>Saw cut</source>
   <translation>Saw cut</translation>
  </message>
  <message>
   <source>Window</source>
   <translation>Window</translation>
  </message>
  <message>
   <source>a line</source>
   <translation>a line</translation>
  </message>
  <message>
   <source>a plane</source>
   <translation>a plane</translation>
  </message>
  <message>
   <source>a point list</source>
   <translation>a point list</translation>
  </message>
  <message>
   <source>{name} cannot be that: choose {shape}, or another kind in the list before.</source>
   <translation>{name} cannot be that: choose {shape}, or another kind in the list before.</translation>
  </message>
  <message>
   <source>{name} is not placed yet: click it into the views, or take it off.</source>
   <translation>{name} is not placed yet: click it into the views, or take it off.</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.placed_panel</name>
  <message>
   <source>Click beside the bone where the saw comes from; turn the plane by its handles.</source>
   <translation>Click beside the bone where the saw comes from; turn the plane by its handles.</translation>
  </message>
  <message>
   <source>Click on the bone where you want to see through the base.</source>
   <translation>Click on the bone where you want to see through the base.</translation>
  </message>
  <message>
   <source>Click where the drill starts outside the bone, then where it ends inside.</source>
   <translation>Click where the drill starts outside the bone, then where it ends inside.</translation>
  </message>
  <message>
   <source>Diameter</source>
   <translation>Diameter</translation>
  </message>
  <message>
   <source>Guided</source>
   <translation>Guided</translation>
  </message>
  <message>
   <source>Only what is placed below</source>
   <translation>Only what is placed below</translation>
  </message>
  <message>
   <source>What</source>
   <translation>What</translation>
  </message>
  <message>
   <source>not placed</source>
   <translation>not placed</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.plan_of_scene</name>
  <message>
   <source>The plan has no chosen variant: choose one in the Osteotomy Simulator first.</source>
   <translation>The plan has no chosen variant: choose one in the Osteotomy Simulator first.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>There is no plan in this scene: make one in the Osteotomy Simulator first.</source>
   <translation>There is no plan in this scene: make one in the Osteotomy Simulator first.</translation>
  </message>
  <message>
   <source>This bone is not one of the plan; choose the bone that the plan was made on.</source>
   <translation>This bone is not one of the plan; choose the bone that the plan was made on.</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.plan_screws</name>
  <message>
   <source>The plan has no screw in this bone: place some in the Implant Planner first.</source>
   <translation>The plan has no screw in this bone: place some in the Implant Planner first.</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.requirements</name>
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
  <name>GuideDesignerLib.widget</name>
  <message>
   <source>Check</source>
   <translation>Check</translation>
  </message>
  <message>
   <source>Designing the guide for the moved fragments:</source>
   <translation>Designing the guide for the moved fragments:</translation>
  </message>
  <message>
   <source>Designing the guide:</source>
   <translation>Designing the guide:</translation>
  </message>
  <message>
   <source>Limit</source>
   <translation>Limit</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>Measured</translation>
  </message>
  <message>
   <source>Repositioning:</source>
   <translation>Repositioning:</translation>
  </message>
  <message>
   <source>The sizes are in {file}.</source>
   <translation>The sizes are in {file}.</translation>
  </message>
  <message>
   <source>The sizes are those of {file}.</source>
   <translation>The sizes are those of {file}.</translation>
  </message>
  <message>
   <source>Variant {name} of the plan makes this guide again.</source>
   <translation>Variant {name} of the plan makes this guide again.</translation>
  </message>
  <message>
   <source>of the plan: {length:g} × {width:g} × {kerf:g} mm</source>
   <translation>of the plan: {length:g} × {width:g} × {kerf:g} mm</translation>
  </message>
  <message>
   <source>{title}: {measured}. {advice}</source>
   <translation>{title}: {measured}. {advice}</translation>
  </message>
 </context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>BoneSegmentation</name>
  <message>
   <source> HU</source>
   <translation> HU</translation>
  </message>
  <message>
   <source>1. The CT</source>
   <translation>1. The CT</translation>
  </message>
  <message>
   <source>2. Find the bones</source>
   <translation>2. Find the bones</translation>
  </message>
  <message>
   <source>3. Check and correct</source>
   <translation>3. Check and correct</translation>
  </message>
  <message>
   <source>3MF</source>
   <translation>3MF</translation>
  </message>
  <message>
   <source>4. Hand on</source>
   <translation>4. Hand on</translation>
  </message>
  <message>
   <source>A quick preview in the slice views; the bones found are cleaner than this</source>
   <translation>A quick preview in the slice views; the bones found are cleaner than this</translation>
  </message>
  <message>
   <source>A rough segmentation, for example from a network</source>
   <translation>A rough segmentation, for example from a network</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>Address:</translation>
  </message>
  <message>
   <source>All bones in one surface with colours</source>
   <translation>All bones in one surface with colours</translation>
  </message>
  <message>
   <source>All bones with colours</source>
   <translation>All bones with colours</translation>
  </message>
  <message>
   <source>All bones with colours, for the browser and phones</source>
   <translation>All bones with colours, for the browser and phones</translation>
  </message>
  <message>
   <source>All bones with names and colours, for the printer</source>
   <translation>All bones with names and colours, for the printer</translation>
  </message>
  <message>
   <source>Bone Segmentation</source>
   <translation>Bone Segmentation</translation>
  </message>
  <message>
   <source>Bones go to:</source>
   <translation>Bones go to:</translation>
  </message>
  <message>
   <source>CT studies of this patient</source>
   <translation>CT studies of this patient</translation>
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
   <source>Click a missed bone</source>
   <translation>Click a missed bone</translation>
  </message>
  <message>
   <source>DICOM SEG</source>
   <translation>DICOM SEG</translation>
  </message>
  <message>
   <source>DICOM SEG and surfaces; every object is read back</source>
   <translation>DICOM SEG and surfaces; every object is read back</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>Delete</translation>
  </message>
  <message>
   <source>Double-click a name to change it. Amber: check this one.</source>
   <translation>Double-click a name to change it. Amber: check this one.</translation>
  </message>
  <message>
   <source>Fetch it and open its bone CT</source>
   <translation>Fetch it and open its bone CT</translation>
  </message>
  <message>
   <source>Files are written here</source>
   <translation>Files are written here</translation>
  </message>
  <message>
   <source>Find the bones</source>
   <translation>Find the bones</translation>
  </message>
  <message>
   <source>Finds every bone in a CT, separates them at the joints and names them. Check the amber rows of the table, correct with a click, and hand the bones on as surfaces, DICOM SEG or to the PACS.</source>
   <translation>Finds every bone in a CT, separates them at the joints and names them. Check the amber rows of the table, correct with a click, and hand the bones on as surfaces, DICOM SEG or to the PACS.</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>Folder:</translation>
  </message>
  <message>
   <source>For a PACS:</source>
   <translation>For a PACS:</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</translation>
  </message>
  <message>
   <source>GLB</source>
   <translation>GLB</translation>
  </message>
  <message>
   <source>Hounsfield units from which a voxel may be bone; lower it for thin or porous bone</source>
   <translation>Hounsfield units from which a voxel may be bone; lower it for thin or porous bone</translation>
  </message>
  <message>
   <source>How:</source>
   <translation>How:</translation>
  </message>
  <message>
   <source>ID</source>
   <translation>ID</translation>
  </message>
  <message>
   <source>Labels:</source>
   <translation>Labels:</translation>
  </message>
  <message>
   <source>Leave empty to make a new segmentation</source>
   <translation>Leave empty to make a new segmentation</translation>
  </message>
  <message>
   <source>Left becomes right and right becomes left</source>
   <translation>Left becomes right and right becomes left</translation>
  </message>
  <message>
   <source>Make one bone of the selected rows; the first one gives the name</source>
   <translation>Make one bone of the selected rows; the first one gives the name</translation>
  </message>
  <message>
   <source>Merge</source>
   <translation>Merge</translation>
  </message>
  <message>
   <source>OBJ</source>
   <translation>OBJ</translation>
  </message>
  <message>
   <source>On: safe to leave the hospital, a study of its own. Off: joins this patient's study in your own PACS.</source>
   <translation>On: safe to leave the hospital, a study of its own. Off: joins this patient's study in your own PACS.</translation>
  </message>
  <message>
   <source>One file a bone, millimetres</source>
   <translation>One file a bone, millimetres</translation>
  </message>
  <message>
   <source>Only the rows selected in the table</source>
   <translation>Only the rows selected in the table</translation>
  </message>
  <message>
   <source>Open the selected study</source>
   <translation>Open the selected study</translation>
  </message>
  <message>
   <source>Other side</source>
   <translation>Other side</translation>
  </message>
  <message>
   <source>PACS</source>
   <translation>PACS</translation>
  </message>
  <message>
   <source>PLY</source>
   <translation>PLY</translation>
  </message>
  <message>
   <source>Paint, erase and smooth by hand</source>
   <translation>Paint, erase and smooth by hand</translation>
  </message>
  <message>
   <source>Patient:</source>
   <translation>Patient:</translation>
  </message>
  <message>
   <source>Place clicks</source>
   <translation>Place clicks</translation>
  </message>
  <message>
   <source>Print, view:</source>
   <translation>Print, view:</translation>
  </message>
  <message>
   <source>Remove all clicks</source>
   <translation>Remove all clicks</translation>
  </message>
  <message>
   <source>Remove clicks</source>
   <translation>Remove clicks</translation>
  </message>
  <message>
   <source>Remove the patient's identity before sending</source>
   <translation>Remove the patient's identity before sending</translation>
  </message>
  <message>
   <source>Remove the selected rows</source>
   <translation>Remove the selected rows</translation>
  </message>
  <message>
   <source>STL</source>
   <translation>STL</translation>
  </message>
  <message>
   <source>STL in DICOM</source>
   <translation>STL in DICOM</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>Search</translation>
  </message>
  <message>
   <source>Segment Editor</source>
   <translation>Segment Editor</translation>
  </message>
  <message>
   <source>Send the bones to the PACS</source>
   <translation>Send the bones to the PACS</translation>
  </message>
  <message>
   <source>Show what this threshold alone calls bone</source>
   <translation>Show what this threshold alone calls bone</translation>
  </message>
  <message>
   <source>Split by clicks</source>
   <translation>Split by clicks</translation>
  </message>
  <message>
   <source>Start; you can go on working meanwhile</source>
   <translation>Start; you can go on working meanwhile</translation>
  </message>
  <message>
   <source>Stop; nothing half-made is kept</source>
   <translation>Stop; nothing half-made is kept</translation>
  </message>
  <message>
   <source>Surfaces as DICOM objects</source>
   <translation>Surfaces as DICOM objects</translation>
  </message>
  <message>
   <source>The CT in which bones are to be found</source>
   <translation>The CT in which bones are to be found</translation>
  </message>
  <message>
   <source>The DICOMweb address, for example https://pacs.hospital/dicom-web</source>
   <translation>The DICOMweb address, for example https://pacs.hospital/dicom-web</translation>
  </message>
  <message>
   <source>The labels as a DICOM segmentation of this series</source>
   <translation>The labels as a DICOM segmentation of this series</translation>
  </message>
  <message>
   <source>Then click once in each of two parts of a bone: it is split at the second click</source>
   <translation>Then click once in each of two parts of a bone: it is split at the second click</translation>
  </message>
  <message>
   <source>Then click once on a bone that was not found: it is added at once</source>
   <translation>Then click once on a bone that was not found: it is added at once</translation>
  </message>
  <message>
   <source>Then click once on each bone in the slice views; press again when done</source>
   <translation>Then click once on each bone in the slice views; press again when done</translation>
  </message>
  <message>
   <source>Threshold:</source>
   <translation>Threshold:</translation>
  </message>
  <message>
   <source>User:</source>
   <translation>User:</translation>
  </message>
  <message>
   <source>Who says which bone is where; the edge is always found in this image</source>
   <translation>Who says which bone is where; the edge is always found in this image</translation>
  </message>
  <message>
   <source>Without it all bones are written</source>
   <translation>Without it all bones are written</translation>
  </message>
  <message>
   <source>Write the files</source>
   <translation>Write the files</translation>
  </message>
  <message>
   <source>Write the ticked kinds into the folder</source>
   <translation>Write the ticked kinds into the folder</translation>
  </message>
  <message>
   <source>name</source>
   <translation>name</translation>
  </message>
  <message>
   <source>name, if needed</source>
   <translation>name, if needed</translation>
  </message>
  <message>
   <source>password (never saved)</source>
   <translation>password (never saved)</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.bone_table</name>
  <message>
   <source>Bone</source>
   <translation>Bone</translation>
  </message>
  <message>
   <source>Check this name.</source>
   <translation>Check this name.</translation>
  </message>
  <message>
   <source>Side</source>
   <translation>Side</translation>
  </message>
  <message>
   <source>Sure</source>
   <translation>Sure</translation>
  </message>
  <message>
   <source>cm³</source>
   <translation>cm³</translation>
  </message>
  <message>
   <source>left</source>
   <translation>left</translation>
  </message>
  <message>
   <source>right</source>
   <translation>right</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.click_rules</name>
  <message>
   <source>Nothing was added: {name} is there already. Click a bone that has no colour yet.</source>
   <translation>Nothing was added: {name} is there already. Click a bone that has no colour yet.</translation>
  </message>
  <message>
   <source>Nothing was split: click {number} is not on a bone of the table.</source>
   <translation>Nothing was split: click {number} is not on a bone of the table.</translation>
  </message>
  <message>
   <source>Nothing was split: the clicks are on different bones already ({names}).</source>
   <translation>Nothing was split: the clicks are on different bones already ({names}).</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.export_panel</name>
  <message>
   <source>Writing the files:</source>
   <translation>Writing the files:</translation>
  </message>
  <message>
   <source>{count} files are in {folder}.</source>
   <translation>{count} files are in {folder}.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.facts</name>
  <message>
   <source>ID {id}</source>
   <translation>ID {id}</translation>
  </message>
  <message>
   <source>NOT evenly spaced: measurements may be wrong</source>
   <translation>NOT evenly spaced: measurements may be wrong</translation>
  </message>
  <message>
   <source>No patient name in this image: check that it is the right one.</source>
   <translation>No patient name in this image: check that it is the right one.</translation>
  </message>
  <message>
   <source>Patient's right is on the left of the axial and coronal views (stored as {codes}).</source>
   <translation>Patient's right is on the left of the axial and coronal views (stored as {codes}).</translation>
  </message>
  <message>
   <source>born {date}</source>
   <translation>born {date}</translation>
  </message>
  <message>
   <source>evenly spaced</source>
   <translation>evenly spaced</translation>
  </message>
  <message>
   <source>evenness not known (no DICOM files)</source>
   <translation>evenness not known (no DICOM files)</translation>
  </message>
  <message>
   <source>evenness not known (the DICOM files are gone)</source>
   <translation>evenness not known (the DICOM files are gone)</translation>
  </message>
  <message>
   <source>female</source>
   <translation>female</translation>
  </message>
  <message>
   <source>male</source>
   <translation>male</translation>
  </message>
  <message>
   <source>scanned {date}</source>
   <translation>scanned {date}</translation>
  </message>
  <message>
   <source>{count} slices of {size} mm</source>
   <translation>{count} slices of {size} mm</translation>
  </message>
  <message>
   <source>{missing} slices are MISSING</source>
   <translation>{missing} slices are MISSING</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.find_panel</name>
  <message>
   <source>Automatically, nothing asked</source>
   <translation>Automatically, nothing asked</translation>
  </message>
  <message>
   <source>Click once on each bone in the slice views, then press Place clicks again.</source>
   <translation>Click once on each bone in the slice views, then press Place clicks again.</translation>
  </message>
  <message>
   <source>Click once on each bone; name the new ones in the table afterwards.</source>
   <translation>Click once on each bone; name the new ones in the table afterwards.</translation>
  </message>
  <message>
   <source>Every bone is found, separated and named.</source>
   <translation>Every bone is found, separated and named.</translation>
  </message>
  <message>
   <source>From another segmentation</source>
   <translation>From another segmentation</translation>
  </message>
  <message>
   <source>From one click per bone</source>
   <translation>From one click per bone</translation>
  </message>
  <message>
   <source>Now press Find the bones.</source>
   <translation>Now press Find the bones.</translation>
  </message>
  <message>
   <source>Rough labels are brought to the edge in this image.</source>
   <translation>Rough labels are brought to the edge in this image.</translation>
  </message>
  <message>
   <source>This program says which bone is which; the edge is found in this image.</source>
   <translation>This program says which bone is which; the edge is found in this image.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.guidance</name>
  <message>
   <source>Compare name and sides with the request, then press Find the bones.</source>
   <translation>Compare name and sides with the request, then press Find the bones.</translation>
  </message>
  <message>
   <source>Start: choose a CT below. None yet? Open one from DICOM, Sample Data or the PACS section.</source>
   <translation>Start: choose a CT below. None yet? Open one from DICOM, Sample Data or the PACS section.</translation>
  </message>
  <message>
   <source>The slices are uneven or incomplete: ask for the original series, or go on for a look only.</source>
   <translation>The slices are uneven or incomplete: ask for the original series, or go on for a look only.</translation>
  </message>
  <message>
   <source>{count} bones found. Look at them once, then hand them on.</source>
   <translation>{count} bones found. Look at them once, then hand them on.</translation>
  </message>
  <message>
   <source>{count} bones found; amber rows to check: {doubtful}. Double-click a name to change it.</source>
   <translation>{count} bones found; amber rows to check: {doubtful}. Double-click a name to change it.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.logic</name>
  <message>
   <source>Bone clicks</source>
   <translation>Bone clicks</translation>
  </message>
  <message>
   <source>Bones</source>
   <translation>Bones</translation>
  </message>
  <message>
   <source>Choose a CT first.</source>
   <translation>Choose a CT first.</translation>
  </message>
  <message>
   <source>Choose one from the list.</source>
   <translation>Choose one from the list.</translation>
  </message>
  <message>
   <source>Choose the folder for the files first.</source>
   <translation>Choose the folder for the files first.</translation>
  </message>
  <message>
   <source>Choose the segmentation that is to be refined.</source>
   <translation>Choose the segmentation that is to be refined.</translation>
  </message>
  <message>
   <source>Click</source>
   <translation>Click</translation>
  </message>
  <message>
   <source>Click once on each bone first: press Place clicks.</source>
   <translation>Click once on each bone first: press Place clicks.</translation>
  </message>
  <message>
   <source>Did you mean {names}?</source>
   <translation>Did you mean {names}?</translation>
  </message>
  <message>
   <source>No bone is called {name}.</source>
   <translation>No bone is called {name}.</translation>
  </message>
  <message>
   <source>There are no bones yet: press Find the bones first.</source>
   <translation>There are no bones yet: press Find the bones first.</translation>
  </message>
  <message>
   <source>Tick at least one kind of file.</source>
   <translation>Tick at least one kind of file.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.pacs_panel</name>
  <message>
   <source>Date</source>
   <translation>Date</translation>
  </message>
  <message>
   <source>Fetching the study:</source>
   <translation>Fetching the study:</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>Images</translation>
  </message>
  <message>
   <source>Name, birth date and ID go along. Send only to your own hospital's PACS.</source>
   <translation>Name, birth date and ID go along. Send only to your own hospital's PACS.</translation>
  </message>
  <message>
   <source>Patient</source>
   <translation>Patient</translation>
  </message>
  <message>
   <source>Searching the PACS:</source>
   <translation>Searching the PACS:</translation>
  </message>
  <message>
   <source>Sending the bones:</source>
   <translation>Sending the bones:</translation>
  </message>
  <message>
   <source>Study</source>
   <translation>Study</translation>
  </message>
  <message>
   <source>The PACS has no CT of this patient: check name and ID.</source>
   <translation>The PACS has no CT of this patient: check name and ID.</translation>
  </message>
  <message>
   <source>{count} objects sent to the PACS and read back.</source>
   <translation>{count} objects sent to the PACS and read back.</translation>
  </message>
  <message>
   <source>{count} studies found: select one and open it.</source>
   <translation>{count} studies found: select one and open it.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.requirements</name>
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
  <name>BoneSegmentationLib.sample_data</name>
  <message>
   <source>Fetching the chest CT (35 MB, the first time only): {percent} %</source>
   <translation>Fetching the chest CT (35 MB, the first time only): {percent} %</translation>
  </message>
  <message>
   <source>Open the module Bone Segmentation once and install what it asks for: {name} is missing.</source>
   <translation>Open the module Bone Segmentation once and install what it asks for: {name} is missing.</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.widget</name>
  <message>
   <source>Added: {name}. Double-click its name in the table to change it.</source>
   <translation>Added: {name}. Double-click its name in the table to change it.</translation>
  </message>
  <message>
   <source>Adding the bone:</source>
   <translation>Adding the bone:</translation>
  </message>
  <message>
   <source>Click once in each of the two parts: the bone is split at the second click.</source>
   <translation>Click once in each of the two parts: the bone is split at the second click.</translation>
  </message>
  <message>
   <source>Click once on the bone that was missed: it is then found and added.</source>
   <translation>Click once on the bone that was missed: it is then found and added.</translation>
  </message>
  <message>
   <source>Finding the bones:</source>
   <translation>Finding the bones:</translation>
  </message>
  <message>
   <source>Nothing was added: the image shows no free bone there.</source>
   <translation>Nothing was added: the image shows no free bone there.</translation>
  </message>
 </context>
</TS>

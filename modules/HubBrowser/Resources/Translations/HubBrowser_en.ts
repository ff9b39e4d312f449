<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>HubBrowser</name>
  <message>
   <source>1. Hub</source>
   <translation>1. Hub</translation>
  </message>
  <message>
   <source>2. Find models and plans</source>
   <translation>2. Find models and plans</translation>
  </message>
  <message>
   <source>3. Publish</source>
   <translation>3. Publish</translation>
  </message>
  <message>
   <source>4. My techniques</source>
   <translation>4. My techniques</translation>
  </message>
  <message>
   <source>5. Referrals</source>
   <translation>5. Referrals</translation>
  </message>
  <message>
   <source>6. What happens, what waits</source>
   <translation>6. What happens, what waits</translation>
  </message>
  <message>
   <source>About:</source>
   <translation>About:</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>Address:</translation>
  </message>
  <message>
   <source>Another folder than that of the present plan; usually empty</source>
   <translation>Another folder than that of the present plan; usually empty</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>Answer</translation>
  </message>
  <message>
   <source>As people reach it in the browser</source>
   <translation>As people reach it in the browser</translation>
  </message>
  <message>
   <source>Ask again</source>
   <translation>Ask again</translation>
  </message>
  <message>
   <source>Attach the present plan</source>
   <translation>Attach the present plan</translation>
  </message>
  <message>
   <source>Bone or organ, as authors wrote it</source>
   <translation>Bone or organ, as authors wrote it</translation>
  </message>
  <message>
   <source>Bone or organ; searched and filtered by</source>
   <translation>Bone or organ; searched and filtered by</translation>
  </message>
  <message>
   <source>Bone, pathology:</source>
   <translation>Bone, pathology:</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message>
   <source>Chinese or English; two characters are enough</source>
   <translation>Chinese or English; two characters are enough</translation>
  </message>
  <message>
   <source>Choose one to look at it; a double click puts it into the scene</source>
   <translation>Choose one to look at it; a double click puts it into the scene</translation>
  </message>
  <message>
   <source>Diagnosis:</source>
   <translation>Diagnosis:</translation>
  </message>
  <message>
   <source>English:</source>
   <translation>English:</translation>
  </message>
  <message>
   <source>Fetches the files, checks them against the hub's ledger, and shows them</source>
   <translation>Fetches the files, checks them against the hub's ledger, and shows them</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</translation>
  </message>
  <message>
   <source>For whom:</source>
   <translation>For whom:</translation>
  </message>
  <message>
   <source>For:</source>
   <translation>For:</translation>
  </message>
  <message>
   <source>Goals:</source>
   <translation>Goals:</translation>
  </message>
  <message>
   <source>Hub Browser</source>
   <translation>Hub Browser</translation>
  </message>
  <message>
   <source>I operate at:</source>
   <translation>I operate at:</translation>
  </message>
  <message>
   <source>In Chinese where there is one</source>
   <translation>In Chinese where there is one</translation>
  </message>
  <message>
   <source>In the order in which you did it</source>
   <translation>In the order in which you did it</translation>
  </message>
  <message>
   <source>Instead: the folder of a training scenario, as Surgery Trainer saved it</source>
   <translation>Instead: the folder of a training scenario, as Surgery Trainer saved it</translation>
  </message>
  <message>
   <source>It is not sent</source>
   <translation>It is not sent</translation>
  </message>
  <message>
   <source>Key:</source>
   <translation>Key:</translation>
  </message>
  <message>
   <source>Kind of resource</source>
   <translation>Kind of resource</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>Kind:</translation>
  </message>
  <message>
   <source>Level</source>
   <translation>Level</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>Licence</translation>
  </message>
  <message>
   <source>Licence, order:</source>
   <translation>Licence, order:</translation>
  </message>
  <message>
   <source>Licence:</source>
   <translation>Licence:</translation>
  </message>
  <message>
   <source>More</source>
   <translation>More</translation>
  </message>
  <message>
   <source>Of a procedure: one a line, in Chinese | English</source>
   <translation>Of a procedure: one a line, in Chinese | English</translation>
  </message>
  <message>
   <source>Only what is possible now</source>
   <translation>Only what is possible now</translation>
  </message>
  <message>
   <source>Only:</source>
   <translation>Only:</translation>
  </message>
  <message>
   <source>Open the attachments in the scene</source>
   <translation>Open the attachments in the scene</translation>
  </message>
  <message>
   <source>Or the procedure</source>
   <translation>Or the procedure</translation>
  </message>
  <message>
   <source>Pathology, as authors wrote it</source>
   <translation>Pathology, as authors wrote it</translation>
  </message>
  <message>
   <source>Pathology; searched and filtered by</source>
   <translation>Pathology; searched and filtered by</translation>
  </message>
  <message>
   <source>Plan:</source>
   <translation>Plan:</translation>
  </message>
  <message>
   <source>Plans and models of this patient</source>
   <translation>Plans and models of this patient</translation>
  </message>
  <message>
   <source>Publish without the patient</source>
   <translation>Publish without the patient</translation>
  </message>
  <message>
   <source>Published resources</source>
   <translation>Published resources</translation>
  </message>
  <message>
   <source>Put into the scene</source>
   <translation>Put into the scene</translation>
  </message>
  <message>
   <source>Region of the body</source>
   <translation>Region of the body</translation>
  </message>
  <message>
   <source>Region:</source>
   <translation>Region:</translation>
  </message>
  <message>
   <source>Rehabilitation:</source>
   <translation>Rehabilitation:</translation>
  </message>
  <message>
   <source>Scenario:</source>
   <translation>Scenario:</translation>
  </message>
  <message>
   <source>Sealed: only the other hospital can open it</source>
   <translation>Sealed: only the other hospital can open it</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>Search</translation>
  </message>
  <message>
   <source>Send now</source>
   <translation>Send now</translation>
  </message>
  <message>
   <source>Shows a code that you type in the browser; no password is typed here</source>
   <translation>Shows a code that you type in the browser; no password is typed here</translation>
  </message>
  <message>
   <source>Sign in</source>
   <translation>Sign in</translation>
  </message>
  <message>
   <source>Sign out</source>
   <translation>Sign out</translation>
  </message>
  <message>
   <source>Signs in to a SlicerOsteo hub and finds models, plans and procedures that were reviewed; checks them against the hub's ledger and puts them into the scene. Publishes the present plan or a model without the patient, shows your admissions to restricted techniques, and answers referrals with a plan that only the other hospital can open. What is done without network is kept and sent later.</source>
   <translation>Signs in to a SlicerOsteo hub and finds models, plans and procedures that were reviewed; checks them against the hub's ledger and puts them into the scene. Publishes the present plan or a model without the patient, shows your admissions to restricted techniques, and answers referrals with a plan that only the other hospital can open. What is done without network is kept and sent later.</translation>
  </message>
  <message>
   <source>Specialty</source>
   <translation>Specialty</translation>
  </message>
  <message>
   <source>Step:</source>
   <translation>Step:</translation>
  </message>
  <message>
   <source>Steps:</source>
   <translation>Steps:</translation>
  </message>
  <message>
   <source>Stop; what came is kept for the next time</source>
   <translation>Stop; what came is kept for the next time</translation>
  </message>
  <message>
   <source>Summary:</source>
   <translation>Summary:</translation>
  </message>
  <message>
   <source>Take away</source>
   <translation>Take away</translation>
  </message>
  <message>
   <source>Takes out whoever it names, sends it, and hands it in for review</source>
   <translation>Takes out whoever it names, sends it, and hands it in for review</translation>
  </message>
  <message>
   <source>Takes this step; without network it is kept and sent later</source>
   <translation>Takes this step; without network it is kept and sent later</translation>
  </message>
  <message>
   <source>The file with your institution's secret key, with which attachments are opened</source>
   <translation>The file with your institution's secret key, with which attachments are opened</translation>
  </message>
  <message>
   <source>The hub stays the one where plans are asked</source>
   <translation>The hub stays the one where plans are asked</translation>
  </message>
  <message>
   <source>The institution for which the hub is asked</source>
   <translation>The institution for which the hub is asked</translation>
  </message>
  <message>
   <source>The most pressing first; amber: late, or an emergency</source>
   <translation>The most pressing first; amber: late, or an emergency</translation>
  </message>
  <message>
   <source>The plan of this scene as it was saved, sealed for the other hospital; you see first whose it is</source>
   <translation>The plan of this scene as it was saved, sealed for the other hospital; you see first whose it is</translation>
  </message>
  <message>
   <source>The plan of this scene, or a model</source>
   <translation>The plan of this scene, or a model</translation>
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
   <source>What comes first</source>
   <translation>What comes first</translation>
  </message>
  <message>
   <source>What happened at the hub, the newest first</source>
   <translation>What happened at the hub, the newest first</translation>
  </message>
  <message>
   <source>What it shows, in words that name nobody</source>
   <translation>What it shows, in words that name nobody</translation>
  </message>
  <message>
   <source>What others may do with it</source>
   <translation>What others may do with it</translation>
  </message>
  <message>
   <source>What the other hospital does now</source>
   <translation>What the other hospital does now</translation>
  </message>
  <message>
   <source>What they learn</source>
   <translation>What they learn</translation>
  </message>
  <message>
   <source>What waits for you now</source>
   <translation>What waits for you now</translation>
  </message>
  <message>
   <source>What was found and done</source>
   <translation>What was found and done</translation>
  </message>
  <message>
   <source>What was found beyond these</source>
   <translation>What was found beyond these</translation>
  </message>
  <message>
   <source>What you are admitted to and until when; amber: ends soon, or not any more</source>
   <translation>What you are admitted to and until when; amber: ends soon, or not any more</translation>
  </message>
  <message>
   <source>What you did without network; amber: the hub refused it</source>
   <translation>What you did without network; amber: the hub refused it</translation>
  </message>
  <message>
   <source>What:</source>
   <translation>What:</translation>
  </message>
  <message>
   <source>Who learns with it</source>
   <translation>Who learns with it</translation>
  </message>
  <message>
   <source>Why, when and where, or with what result</source>
   <translation>Why, when and where, or with what result</translation>
  </message>
  <message>
   <source>Words:</source>
   <translation>Words:</translation>
  </message>
  <message>
   <source>Your admissions as the hub has them now</source>
   <translation>Your admissions as the hub has them now</translation>
  </message>
  <message>
   <source>Your institution</source>
   <translation>Your institution</translation>
  </message>
  <message>
   <source>residents</source>
   <translation>residents</translation>
  </message>
  <message>
   <source>with the plan</source>
   <translation>with the plan</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.comparing</name>
  <message>
   <source>Date of birth</source>
   <translation>Date of birth</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Number</translation>
  </message>
  <message>
   <source>Sex</source>
   <translation>Sex</translation>
  </message>
  <message>
   <source>Side</source>
   <translation>Side</translation>
  </message>
  <message>
   <source>The plan is of patient {plan}, the referral of {referral}: it is not sent.</source>
   <translation>The plan is of patient {plan}, the referral of {referral}: it is not sent.</translation>
  </message>
  <message>
   <source>The plan names no patient: look at its bones once more.</source>
   <translation>The plan names no patient: look at its bones once more.</translation>
  </message>
  <message>
   <source>left</source>
   <translation>left</translation>
  </message>
  <message>
   <source>right</source>
   <translation>right</translation>
  </message>
  <message>
   <source>{name}: plan {plan}, referral {referral}</source>
   <translation>{name}: plan {plan}, referral {referral}</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.guidance</name>
  <message>
   <source>Sign in to {hub}: until then plans with restricted techniques are not finalised.</source>
   <translation>Sign in to {hub}: until then plans with restricted techniques are not finalised.</translation>
  </message>
  <message>
   <source>Start: type the address of your hub and press Sign in. Without a hub, no plan is held up.</source>
   <translation>Start: type the address of your hub and press Sign in. Without a hub, no plan is held up.</translation>
  </message>
  <message>
   <source>The hub does not answer. What you do is kept and sent when it is back; {count} wait.</source>
   <translation>The hub does not answer. What you do is kept and sent when it is back; {count} wait.</translation>
  </message>
  <message>
   <source>The hub refused what was done without network: {count}. See section 6.</source>
   <translation>The hub refused what was done without network: {count}. See section 6.</translation>
  </message>
  <message>
   <source>{count} referrals wait for you, the most pressing first in section 5.</source>
   <translation>{count} referrals wait for you, the most pressing first in section 5.</translation>
  </message>
  <message>
   <source>{count} things wait to be sent: press Send now in section 6.</source>
   <translation>{count} things wait to be sent: press Send now in section 6.</translation>
  </message>
  <message>
   <source>{name}, you are signed in. Search, publish, or answer a referral.</source>
   <translation>{name}, you are signed in. Search, publish, or answer a referral.</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.hub_panel</name>
  <message>
   <source>Asking the hub for a code:</source>
   <translation>Asking the hub for a code:</translation>
  </message>
  <message>
   <source>Open {page} and type there: {code}</source>
   <translation>Open {page} and type there: {code}</translation>
  </message>
  <message>
   <source>Signing out:</source>
   <translation>Signing out:</translation>
  </message>
  <message>
   <source>Type the code in the browser. Waiting:</source>
   <translation>Type the code in the browser. Waiting:</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.library_panel</name>
  <message>
   <source>Also in {folder}: {names}.</source>
   <translation>Also in {folder}: {names}.</translation>
  </message>
  <message>
   <source>Fetching the preview:</source>
   <translation>Fetching the preview:</translation>
  </message>
  <message>
   <source>Fetching {title}:</source>
   <translation>Fetching {title}:</translation>
  </message>
  <message>
   <source>In the scene: {things}. Licence: {licence}. Entry {number} of the ledger {ledger} names these files.</source>
   <translation>In the scene: {things}. Licence: {licence}. Entry {number} of the ledger {ledger} names these files.</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>Kind</translation>
  </message>
  <message>
   <source>Nothing was found. Try fewer words, or all regions.</source>
   <translation>Nothing was found. Try fewer words, or all regions.</translation>
  </message>
  <message>
   <source>Searching:</source>
   <translation>Searching:</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Size</translation>
  </message>
  <message>
   <source>Surgery Trainer has the scenario {names} now.</source>
   <translation>Surgery Trainer has the scenario {names} now.</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>Title</translation>
  </message>
  <message>
   <source>all bones and organs</source>
   <translation>all bones and organs</translation>
  </message>
  <message>
   <source>all kinds</source>
   <translation>all kinds</translation>
  </message>
  <message>
   <source>all levels</source>
   <translation>all levels</translation>
  </message>
  <message>
   <source>all licences</source>
   <translation>all licences</translation>
  </message>
  <message>
   <source>all pathologies</source>
   <translation>all pathologies</translation>
  </message>
  <message>
   <source>all regions</source>
   <translation>all regions</translation>
  </message>
  <message>
   <source>all specialties</source>
   <translation>all specialties</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.live_panel</name>
  <message>
   <source>Connected: what happens is shown here at once.</source>
   <translation>Connected: what happens is shown here at once.</translation>
  </message>
  <message>
   <source>Everything was sent.</source>
   <translation>Everything was sent.</translation>
  </message>
  <message>
   <source>Not sent yet</source>
   <translation>Not sent yet</translation>
  </message>
  <message>
   <source>Sending what waits:</source>
   <translation>Sending what waits:</translation>
  </message>
  <message>
   <source>State</source>
   <translation>State</translation>
  </message>
  <message>
   <source>The hub does not answer; it is tried again by itself.</source>
   <translation>The hub does not answer; it is tried again by itself.</translation>
  </message>
  <message>
   <source>Urgency</source>
   <translation>Urgency</translation>
  </message>
  <message>
   <source>What happened</source>
   <translation>What happened</translation>
  </message>
  <message>
   <source>When</source>
   <translation>When</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.publish_panel</name>
  <message>
   <source>Before it can be published it needs {things}.</source>
   <translation>Before it can be published it needs {things}.</translation>
  </message>
  <message>
   <source>Handed in for review. The automatic checks found nothing that stops it.</source>
   <translation>Handed in for review. The automatic checks found nothing that stops it.</translation>
  </message>
  <message>
   <source>Handed in, but a check keeps it from being reviewed: read the lines below, and take it back.</source>
   <translation>Handed in, but a check keeps it from being reviewed: read the lines below, and take it back.</translation>
  </message>
  <message>
   <source>Handed in. The automatic checks are still running; the hub's page shows them.</source>
   <translation>Handed in. The automatic checks are still running; the hub's page shows them.</translation>
  </message>
  <message>
   <source>Publishing:</source>
   <translation>Publishing:</translation>
  </message>
  <message>
   <source>Taken out: {things}.</source>
   <translation>Taken out: {things}.</translation>
  </message>
  <message>
   <source>The hub does not answer: it is kept, and handed in when the hub is back.</source>
   <translation>The hub does not answer: it is kept, and handed in when the hub is back.</translation>
  </message>
  <message>
   <source>a description</source>
   <translation>a description</translation>
  </message>
  <message>
   <source>a diagnosis</source>
   <translation>a diagnosis</translation>
  </message>
  <message>
   <source>a title</source>
   <translation>a title</translation>
  </message>
  <message>
   <source>an audience</source>
   <translation>an audience</translation>
  </message>
  <message>
   <source>goals</source>
   <translation>goals</translation>
  </message>
  <message>
   <source>its steps</source>
   <translation>its steps</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.reading</name>
  <message>
   <source>{name} is a dangerous archive; it is not opened.</source>
   <translation>{name} is a dangerous archive; it is not opened.</translation>
  </message>
  <message>
   <source>{name} is damaged; fetch it again.</source>
   <translation>{name} is damaged; fetch it again.</translation>
  </message>
  <message>
   <source>{name} is of a kind that is not shown here; it is in {folder}.</source>
   <translation>{name} is of a kind that is not shown here; it is in {folder}.</translation>
  </message>
  <message>
   <source>{name} names files outside of its folder; it is not opened.</source>
   <translation>{name} names files outside of its folder; it is not opened.</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.referrals_panel</name>
  <message>
   <source>A return needs a summary and a rehabilitation plan.</source>
   <translation>A return needs a summary and a rehabilitation plan.</translation>
  </message>
  <message>
   <source>Answering for {name}:</source>
   <translation>Answering for {name}:</translation>
  </message>
  <message>
   <source>Asking for referrals:</source>
   <translation>Asking for referrals:</translation>
  </message>
  <message>
   <source>Choose the file with the institution's secret key first.</source>
   <translation>Choose the file with the institution's secret key first.</translation>
  </message>
  <message>
   <source>Due</source>
   <translation>Due</translation>
  </message>
  <message>
   <source>Is this the plan of this patient? It is sealed and sent.</source>
   <translation>Is this the plan of this patient? It is sealed and sent.</translation>
  </message>
  <message>
   <source>Opening the attachments of {name}:</source>
   <translation>Opening the attachments of {name}:</translation>
  </message>
  <message>
   <source>Patient</source>
   <translation>Patient</translation>
  </message>
  <message>
   <source>State</source>
   <translation>State</translation>
  </message>
  <message>
   <source>The attached plan is of patient {plan}, the referral of {referral}: it is not opened.</source>
   <translation>The attached plan is of patient {plan}, the referral of {referral}: it is not opened.</translation>
  </message>
  <message>
   <source>The hub does not answer: it is kept, and sent when the hub is back.</source>
   <translation>The hub does not answer: it is kept, and sent when the hub is back.</translation>
  </message>
  <message>
   <source>There is no plan in the scene: choose the folder in which one was saved.</source>
   <translation>There is no plan in the scene: choose the folder in which one was saved.</translation>
  </message>
  <message>
   <source>This step needs words: say why, when, or with what result.</source>
   <translation>This step needs words: say why, when, or with what result.</translation>
  </message>
  <message>
   <source>Urgency</source>
   <translation>Urgency</translation>
  </message>
  <message>
   <source>{name} ({number}) in the scene: {things}.</source>
   <translation>{name} ({number}) in the scene: {things}.</translation>
  </message>
  <message>
   <source>{name}: the plan is attached, sealed.</source>
   <translation>{name}: the plan is attached, sealed.</translation>
  </message>
  <message>
   <source>{name}: {step}, done.</source>
   <translation>{name}: {step}, done.</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.requirements</name>
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
  <name>HubBrowserLib.rows</name>
  <message>
   <source>Accuracy: {value} mm</source>
   <translation>Accuracy: {value} mm</translation>
  </message>
  <message>
   <source>Attached, sealed: {names}</source>
   <translation>Attached, sealed: {names}</translation>
  </message>
  <message>
   <source>Booked: {words}</source>
   <translation>Booked: {words}</translation>
  </message>
  <message>
   <source>By: {names}</source>
   <translation>By: {names}</translation>
  </message>
  <message>
   <source>Diagnosis: {diagnosis}</source>
   <translation>Diagnosis: {diagnosis}</translation>
  </message>
  <message>
   <source>Files: {names}</source>
   <translation>Files: {names}</translation>
  </message>
  <message>
   <source>Its files stay in its region: ask its institution for a licence, on the hub's page.</source>
   <translation>Its files stay in its region: ask its institution for a licence, on the hub's page.</translation>
  </message>
  <message>
   <source>Licence: {licence}</source>
   <translation>Licence: {licence}</translation>
  </message>
  <message>
   <source>Patient: {who}</source>
   <translation>Patient: {who}</translation>
  </message>
  <message>
   <source>Rehabilitation: {words}</source>
   <translation>Rehabilitation: {words}</translation>
  </message>
  <message>
   <source>Summary: {words}</source>
   <translation>Summary: {words}</translation>
  </message>
  <message>
   <source>Version {number}, {date}</source>
   <translation>Version {number}, {date}</translation>
  </message>
  <message>
   <source>publish {title}</source>
   <translation>publish {title}</translation>
  </message>
  <message>
   <source>refused</source>
   <translation>refused</translation>
  </message>
  <message>
   <source>training record: {title}</source>
   <translation>training record: {title}</translation>
  </message>
  <message>
   <source>waits</source>
   <translation>waits</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.scene_files</name>
  <message>
   <source>Save the plan first, in Implant Planner or Osteotomy Simulator.</source>
   <translation>Save the plan first, in Implant Planner or Osteotomy Simulator.</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>The plan of this scene</translation>
  </message>
  <message>
   <source>The plan was changed since it was saved in {folder}: save it again.</source>
   <translation>The plan was changed since it was saved in {folder}: save it again.</translation>
  </message>
  <message>
   <source>There is no plan with bones in the scene; choose what to publish again.</source>
   <translation>There is no plan with bones in the scene; choose what to publish again.</translation>
  </message>
  <message>
   <source>This model is not in the scene any more; choose what to publish again.</source>
   <translation>This model is not in the scene any more; choose what to publish again.</translation>
  </message>
  <message>
   <source>model {name}</source>
   <translation>model {name}</translation>
  </message>
  <message>
   <source>names of files</source>
   <translation>names of files</translation>
  </message>
  <message>
   <source>names of the variants</source>
   <translation>names of the variants</translation>
  </message>
  <message>
   <source>remarks of the variants</source>
   <translation>remarks of the variants</translation>
  </message>
  <message>
   <source>segmentation {name}</source>
   <translation>segmentation {name}</translation>
  </message>
  <message>
   <source>the date of birth</source>
   <translation>the date of birth</translation>
  </message>
  <message>
   <source>the name of the model</source>
   <translation>the name of the model</translation>
  </message>
  <message>
   <source>the patient's name</source>
   <translation>the patient's name</translation>
  </message>
  <message>
   <source>the patient's number</source>
   <translation>the patient's number</translation>
  </message>
  <message>
   <source>the plan {title}</source>
   <translation>the plan {title}</translation>
  </message>
  <message>
   <source>the scene {name}</source>
   <translation>the scene {name}</translation>
  </message>
  <message>
   <source>the sex</source>
   <translation>the sex</translation>
  </message>
  <message>
   <source>the signature</source>
   <translation>the signature</translation>
  </message>
  <message>
   <source>the title</source>
   <translation>the title</translation>
  </message>
  <message>
   <source>volume {name}</source>
   <translation>volume {name}</translation>
  </message>
  <message>
   <source>{name} is damaged; fetch it again.</source>
   <translation>{name} is damaged; fetch it again.</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.session</name>
  <message>
   <source>Sign in to the hub first, in section 1.</source>
   <translation>Sign in to the hub first, in section 1.</translation>
  </message>
  <message>
   <source>There is no plan.json in {folder}: save the plan there with its module first.</source>
   <translation>There is no plan.json in {folder}: save the plan there with its module first.</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.techniques_panel</name>
  <message>
   <source>Admission</source>
   <translation>Admission</translation>
  </message>
  <message>
   <source>Asking for your techniques:</source>
   <translation>Asking for your techniques:</translation>
  </message>
  <message>
   <source>No technique is restricted here now.</source>
   <translation>No technique is restricted here now.</translation>
  </message>
  <message>
   <source>Restricted here: {names}. The hub is asked before a plan of these is finalised.</source>
   <translation>Restricted here: {names}. The hub is asked before a plan of these is finalised.</translation>
  </message>
  <message>
   <source>Technique</source>
   <translation>Technique</translation>
  </message>
  <message>
   <source>Until</source>
   <translation>Until</translation>
  </message>
  <message>
   <source>choose</source>
   <translation>choose</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.vocabulary</name>
  <message>
   <source>A draft came back</source>
   <translation>A draft came back</translation>
  </message>
  <message>
   <source>A draft was checked</source>
   <translation>A draft was checked</translation>
  </message>
  <message>
   <source>A resource was published</source>
   <translation>A resource was published</translation>
  </message>
  <message>
   <source>A resource was withdrawn</source>
   <translation>A resource was withdrawn</translation>
  </message>
  <message>
   <source>A review began</source>
   <translation>A review began</translation>
  </message>
  <message>
   <source>Accept</source>
   <translation>Accept</translation>
  </message>
  <message>
   <source>An admission was declined</source>
   <translation>An admission was declined</translation>
  </message>
  <message>
   <source>An admission was granted</source>
   <translation>An admission was granted</translation>
  </message>
  <message>
   <source>An admission was reinstated</source>
   <translation>An admission was reinstated</translation>
  </message>
  <message>
   <source>An admission was revoked</source>
   <translation>An admission was revoked</translation>
  </message>
  <message>
   <source>An admission was suspended</source>
   <translation>An admission was suspended</translation>
  </message>
  <message>
   <source>An emergency override was made</source>
   <translation>An emergency override was made</translation>
  </message>
  <message>
   <source>An emergency override was reviewed</source>
   <translation>An emergency override was reviewed</translation>
  </message>
  <message>
   <source>Approve the transfer</source>
   <translation>Approve the transfer</translation>
  </message>
  <message>
   <source>Arrived</source>
   <translation>Arrived</translation>
  </message>
  <message>
   <source>Ask for transfer out</source>
   <translation>Ask for transfer out</translation>
  </message>
  <message>
   <source>Book</source>
   <translation>Book</translation>
  </message>
  <message>
   <source>CC BY 4.0 (name the authors)</source>
   <translation>CC BY 4.0 (name the authors)</translation>
  </message>
  <message>
   <source>CC BY-NC 4.0 (name, not for profit)</source>
   <translation>CC BY-NC 4.0 (name, not for profit)</translation>
  </message>
  <message>
   <source>CC BY-NC-SA 4.0 (name, not for profit, alike)</source>
   <translation>CC BY-NC-SA 4.0 (name, not for profit, alike)</translation>
  </message>
  <message>
   <source>CC BY-SA 4.0 (name, share alike)</source>
   <translation>CC BY-SA 4.0 (name, share alike)</translation>
  </message>
  <message>
   <source>CC0 1.0 (no rights kept)</source>
   <translation>CC0 1.0 (no rights kept)</translation>
  </message>
  <message>
   <source>Cancel it</source>
   <translation>Cancel it</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Close</translation>
  </message>
  <message>
   <source>Decline</source>
   <translation>Decline</translation>
  </message>
  <message>
   <source>Referral: {step}</source>
   <translation>Referral: {step}</translation>
  </message>
  <message>
   <source>Refuse the transfer</source>
   <translation>Refuse the transfer</translation>
  </message>
  <message>
   <source>Return with summary</source>
   <translation>Return with summary</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>Send</translation>
  </message>
  <message>
   <source>Send at once, approval afterwards</source>
   <translation>Send at once, approval afterwards</translation>
  </message>
  <message>
   <source>Treated</source>
   <translation>Treated</translation>
  </message>
  <message>
   <source>accepted</source>
   <translation>accepted</translation>
  </message>
  <message>
   <source>advanced</source>
   <translation>advanced</translation>
  </message>
  <message>
   <source>anatomical model</source>
   <translation>anatomical model</translation>
  </message>
  <message>
   <source>applied</source>
   <translation>applied</translation>
  </message>
  <message>
   <source>arrived</source>
   <translation>arrived</translation>
  </message>
  <message>
   <source>assessed</source>
   <translation>assessed</translation>
  </message>
  <message>
   <source>awaits the centre</source>
   <translation>awaits the centre</translation>
  </message>
  <message>
   <source>basic</source>
   <translation>basic</translation>
  </message>
  <message>
   <source>best rated first</source>
   <translation>best rated first</translation>
  </message>
  <message>
   <source>bone tumours</source>
   <translation>bone tumours</translation>
  </message>
  <message>
   <source>booked</source>
   <translation>booked</translation>
  </message>
  <message>
   <source>cancelled</source>
   <translation>cancelled</translation>
  </message>
  <message>
   <source>closed</source>
   <translation>closed</translation>
  </message>
  <message>
   <source>complication</source>
   <translation>complication</translation>
  </message>
  <message>
   <source>declined</source>
   <translation>declined</translation>
  </message>
  <message>
   <source>deformity correction</source>
   <translation>deformity correction</translation>
  </message>
  <message>
   <source>draft</source>
   <translation>draft</translation>
  </message>
  <message>
   <source>emergency</source>
   <translation>emergency</translation>
  </message>
  <message>
   <source>expired</source>
   <translation>expired</translation>
  </message>
  <message>
   <source>female</source>
   <translation>female</translation>
  </message>
  <message>
   <source>granted</source>
   <translation>granted</translation>
  </message>
  <message>
   <source>hand and foot</source>
   <translation>hand and foot</translation>
  </message>
  <message>
   <source>head and neck</source>
   <translation>head and neck</translation>
  </message>
  <message>
   <source>inside the region only</source>
   <translation>inside the region only</translation>
  </message>
  <message>
   <source>intermediate</source>
   <translation>intermediate</translation>
  </message>
  <message>
   <source>joint surgery</source>
   <translation>joint surgery</translation>
  </message>
  <message>
   <source>lower limb</source>
   <translation>lower limb</translation>
  </message>
  <message>
   <source>male</source>
   <translation>male</translation>
  </message>
  <message>
   <source>most fetched first</source>
   <translation>most fetched first</translation>
  </message>
  <message>
   <source>newest first</source>
   <translation>newest first</translation>
  </message>
  <message>
   <source>other</source>
   <translation>other</translation>
  </message>
  <message>
   <source>paediatric orthopaedics</source>
   <translation>paediatric orthopaedics</translation>
  </message>
  <message>
   <source>pelvis and hip</source>
   <translation>pelvis and hip</translation>
  </message>
  <message>
   <source>procedure</source>
   <translation>procedure</translation>
  </message>
  <message>
   <source>returned with summary</source>
   <translation>returned with summary</translation>
  </message>
  <message>
   <source>revoked</source>
   <translation>revoked</translation>
  </message>
  <message>
   <source>routine</source>
   <translation>routine</translation>
  </message>
  <message>
   <source>sent</source>
   <translation>sent</translation>
  </message>
  <message>
   <source>spine</source>
   <translation>spine</translation>
  </message>
  <message>
   <source>spine surgery</source>
   <translation>spine surgery</translation>
  </message>
  <message>
   <source>sports medicine</source>
   <translation>sports medicine</translation>
  </message>
  <message>
   <source>suspended</source>
   <translation>suspended</translation>
  </message>
  <message>
   <source>thorax</source>
   <translation>thorax</translation>
  </message>
  <message>
   <source>transfer refused</source>
   <translation>transfer refused</translation>
  </message>
  <message>
   <source>transferred out</source>
   <translation>transferred out</translation>
  </message>
  <message>
   <source>trauma</source>
   <translation>trauma</translation>
  </message>
  <message>
   <source>treated</source>
   <translation>treated</translation>
  </message>
  <message>
   <source>unknown</source>
   <translation>unknown</translation>
  </message>
  <message>
   <source>upper limb</source>
   <translation>upper limb</translation>
  </message>
  <message>
   <source>urgent</source>
   <translation>urgent</translation>
  </message>
 </context>
</TS>

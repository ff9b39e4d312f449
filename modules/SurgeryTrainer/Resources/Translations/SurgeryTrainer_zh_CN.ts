<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>SurgeryTrainer</name>
  <message>
   <source>1. Choose</source>
   <translation>1. 选择</translation>
  </message>
  <message>
   <source>2. Train</source>
   <translation>2. 训练</translation>
  </message>
  <message>
   <source>3. Result</source>
   <translation>3. 结果</translation>
  </message>
  <message>
   <source>4. Make a scenario</source>
   <translation>4. 制作情景</translation>
  </message>
  <message>
   <source>500 mL of crystalloid</source>
   <translation>输注 500 mL 晶体液</translation>
  </message>
  <message>
   <source>A folder with scenarios of your teachers; each is a folder of its own</source>
   <translation>存放教师情景的文件夹；每个情景为其中一个文件夹</translation>
  </message>
  <message>
   <source>Address of the hub in which this pseudonym is known</source>
   <translation>使用该化名的平台地址</translation>
  </message>
  <message>
   <source>Blood</source>
   <translation>输血</translation>
  </message>
  <message>
   <source>Bone wax</source>
   <translation>骨蜡</translation>
  </message>
  <message>
   <source>CT:</source>
   <translation>CT：</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Clamp</source>
   <translation>钳夹</translation>
  </message>
  <message>
   <source>Clamp and repair or ligate; takes half a minute</source>
   <translation>钳夹并修补或结扎；需半分钟</translation>
  </message>
  <message>
   <source>Coagulate</source>
   <translation>电凝</translation>
  </message>
  <message>
   <source>Drilling, screws, cuts, burring and suturing on bone from a CT or a generated one, with forces after published measurements, structures at risk and a patient who bleeds. Judges the session while it runs and afterwards. Teachers make scenarios from plans.</source>
   <translation>在来自 CT 或生成的骨骼上练习钻孔、置钉、截骨、磨削与缝合；力依据已发表的测量结果，含危险结构与会出血的患者。训练中及训练后均给出评估。教师可由手术计划制作情景。</translation>
  </message>
  <message>
   <source>End</source>
   <translation>结束</translation>
  </message>
  <message>
   <source>End the session and see how it was</source>
   <translation>结束训练并查看结果</translation>
  </message>
  <message>
   <source>Every figure with its score</source>
   <translation>全部指标及评分</translation>
  </message>
  <message>
   <source>Fluids</source>
   <translation>补液</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For bleeding bone</source>
   <translation>用于骨面出血</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>供手术规划、科研和教学使用。本软件不是经批准的医疗器械；最终由外科医生决定。</translation>
  </message>
  <message>
   <source>For small vessels</source>
   <translation>用于细小血管</translation>
  </message>
  <message>
   <source>Force of the tool on your hand</source>
   <translation>器械作用于手的力</translation>
  </message>
  <message>
   <source>Force:</source>
   <translation>力：</translation>
  </message>
  <message>
   <source>From:</source>
   <translation>来源：</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>继续</translation>
  </message>
  <message>
   <source>Go on although this step is not done</source>
   <translation>本步骤未完成也继续</translation>
  </message>
  <message>
   <source>Go on with the session that was broken off: the bone is cut as far as it was</source>
   <translation>继续中断的训练：骨已按原进度切削</translation>
  </message>
  <message>
   <source>Hand:</source>
   <translation>操作者：</translation>
  </message>
  <message>
   <source>How hard it is</source>
   <translation>难度</translation>
  </message>
  <message>
   <source>Hub:</source>
   <translation>平台：</translation>
  </message>
  <message>
   <source>Learner:</source>
   <translation>学员：</translation>
  </message>
  <message>
   <source>Letters, digits and hyphens</source>
   <translation>字母、数字和连字符</translation>
  </message>
  <message>
   <source>Level:</source>
   <translation>级别：</translation>
  </message>
  <message>
   <source>Make the bone ready and begin</source>
   <translation>准备骨骼并开始</translation>
  </message>
  <message>
   <source>More from:</source>
   <translation>更多来自：</translation>
  </message>
  <message>
   <source>Motor</source>
   <translation>马达</translation>
  </message>
  <message>
   <source>Mouse in the 3D view with Shift held: move the tool. Wheel: forwards and back. Ctrl and mouse: tilt. Space: motor.</source>
   <translation>在三维视图中按住 Shift 移动鼠标：移动器械。滚轮：前进与后退。Ctrl 加鼠标：倾斜。空格：马达。</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>名称：</translation>
  </message>
  <message>
   <source>Next step</source>
   <translation>下一步</translation>
  </message>
  <message>
   <source>One unit of red cells</source>
   <translation>输注一单位红细胞</translation>
  </message>
  <message>
   <source>Pack</source>
   <translation>填塞</translation>
  </message>
  <message>
   <source>Pack the wound</source>
   <translation>填塞伤口</translation>
  </message>
  <message>
   <source>Pass marks of this level</source>
   <translation>本级别的通过标准</translation>
  </message>
  <message>
   <source>Patient:</source>
   <translation>患者：</translation>
  </message>
  <message>
   <source>References from experts' sessions</source>
   <translation>以专家操作为参照</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Remove the chosen pass mark</source>
   <translation>删除所选通过标准</translation>
  </message>
  <message>
   <source>Run the tool; the space bar does the same</source>
   <translation>运转器械；空格键作用相同</translation>
  </message>
  <message>
   <source>Save the report</source>
   <translation>保存报告</translation>
  </message>
  <message>
   <source>Save the scenario</source>
   <translation>保存情景</translation>
  </message>
  <message>
   <source>Save the scene (GLB)</source>
   <translation>保存场景（GLB）</translation>
  </message>
  <message>
   <source>Scenario:</source>
   <translation>情景：</translation>
  </message>
  <message>
   <source>Send to the hub</source>
   <translation>发送到枢纽</translation>
  </message>
  <message>
   <source>Set</source>
   <translation>设定</translation>
  </message>
  <message>
   <source>Set this pass mark</source>
   <translation>设定该通过标准</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>开始</translation>
  </message>
  <message>
   <source>Steps: write their names and hints</source>
   <translation>步骤：填写名称与提示</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Stop cutting</source>
   <translation>停止切削</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Surgery Trainer</source>
   <translation>手术训练</translation>
  </message>
  <message>
   <source>Take it</source>
   <translation>采用</translation>
  </message>
  <message>
   <source>Take its steps, structures at risk and pass marks</source>
   <translation>采用其步骤、危险结构与通过标准</translation>
  </message>
  <message>
   <source>The CT to which the plan belongs</source>
   <translation>该计划所属的 CT</translation>
  </message>
  <message>
   <source>The figures so far</source>
   <translation>目前的指标</translation>
  </message>
  <message>
   <source>The limit</source>
   <translation>界限值</translation>
  </message>
  <message>
   <source>The plan in the scene, or the scenario that is chosen above</source>
   <translation>场景中的计划，或上方所选情景</translation>
  </message>
  <message>
   <source>The scenario chosen above is scored against its sessions in the folder for reports: their mean scores 80</source>
   <translation>以报告文件夹中该情景的各次操作为上方所选情景的评分参照：其均值记 80 分</translation>
  </message>
  <message>
   <source>Title in Chinese</source>
   <translation>中文标题</translation>
  </message>
  <message>
   <source>Title in English</source>
   <translation>英文标题</translation>
  </message>
  <message>
   <source>Title:</source>
   <translation>标题：</translation>
  </message>
  <message>
   <source>Tool:</source>
   <translation>器械：</translation>
  </message>
  <message>
   <source>What decides</source>
   <translation>判定指标</translation>
  </message>
  <message>
   <source>What holds the tool: mouse and keyboard, a device of Haptic Link, or a scripted hand that shows how</source>
   <translation>由谁持械：鼠标与键盘、Haptic Link 的设备，或演示用的模拟操作者</translation>
  </message>
  <message>
   <source>What is to be done; built in, or made by a teacher</source>
   <translation>训练内容；内置或由教师制作</translation>
  </message>
  <message>
   <source>What the hand holds</source>
   <translation>手中器械</translation>
  </message>
  <message>
   <source>Where the report is written</source>
   <translation>报告的保存位置</translation>
  </message>
  <message>
   <source>Where your class finds its scenarios</source>
   <translation>本班级查找情景的位置</translation>
  </message>
  <message>
   <source>Whether less or more is better</source>
   <translation>数值小者为佳还是大者为佳</translation>
  </message>
  <message>
   <source>Whose pass marks are shown</source>
   <translation>显示哪一级别的通过标准</translation>
  </message>
  <message>
   <source>Write bone, targets, structures at risk and tool as they are now, for a headset or a 3D viewer</source>
   <translation>将当前的骨、目标、危险结构与器械写出，供头显或三维查看器使用</translation>
  </message>
  <message>
   <source>Write the PDF, the figures, the xAPI statements and the recording</source>
   <translation>写出 PDF、指标、xAPI 语句和操作记录</translation>
  </message>
  <message>
   <source>Write the scenario with its bone to a folder of its name</source>
   <translation>将情景及其骨骼写入同名文件夹</translation>
  </message>
  <message>
   <source>Your pseudonym in the hub; no name</source>
   <translation>您在平台中的化名，勿填姓名</translation>
  </message>
  <message>
   <source>Your record of this session, under your sign-in at the hub; without network it is kept and sent later</source>
   <translation>本次训练记录，归入您在枢纽的账号；无网络时先保存，稍后发送</translation>
  </message>
  <message>
   <source>pseudonym</source>
   <translation>化名</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.choose_part</name>
  <message>
   <source>Go on: {title}, {when}</source>
   <translation>继续：{title}，{when}</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.draft</name>
  <message>
   <source>A text names the patient; write another: the scenario goes to a class.</source>
   <translation>文字中出现患者信息，请改写：情景将提供给学员使用。</translation>
  </message>
  <message>
   <source>Choose the folder for the scenario first.</source>
   <translation>请先选择情景的文件夹。</translation>
  </message>
  <message>
   <source>Step {number} has no name; write one.</source>
   <translation>步骤 {number} 没有名称，请填写。</translation>
  </message>
  <message>
   <source>The scenario has no level {name}.</source>
   <translation>情景没有级别 {name}。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.guidance</name>
  <message>
   <source>Choose a scenario and a level, and press Start.</source>
   <translation>请选择情景与级别，然后点击“开始”。</translation>
  </message>
  <message>
   <source>Ended. Read the result, save the report, or start again.</source>
   <translation>已结束。请查看结果、保存报告，或重新开始。</translation>
  </message>
  <message>
   <source>Not passed. Read what to repeat, and start again.</source>
   <translation>未通过。请查看需要重复练习的内容，然后重新开始。</translation>
  </message>
  <message>
   <source>Passed. Save the report, or try the next level.</source>
   <translation>通过。请保存报告，或尝试下一级别。</translation>
  </message>
  <message>
   <source>The device is lost: no force, the scene is kept. Connect it again to go on, or press End.</source>
   <translation>设备连接中断：力已归零，场景已保留。请重新连接以继续，或点击“结束”。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.logic</name>
  <message>
   <source>Choose the folder for the report first.</source>
   <translation>请先选择报告的文件夹。</translation>
  </message>
  <message>
   <source>Demonstration: scripted expert</source>
   <translation>演示：模拟专家</translation>
  </message>
  <message>
   <source>Demonstration: scripted novice</source>
   <translation>演示：模拟新手</translation>
  </message>
  <message>
   <source>Haptic arm: {name}</source>
   <translation>力反馈臂：{name}</translation>
  </message>
  <message>
   <source>Mouse and keyboard</source>
   <translation>鼠标与键盘</translation>
  </message>
  <message>
   <source>No session runs; press Start.</source>
   <translation>没有正在进行的训练；请点击“开始”。</translation>
  </message>
  <message>
   <source>Sign in to the hub first, in Hub Browser.</source>
   <translation>请先在枢纽浏览器中登录。</translation>
  </message>
  <message>
   <source>That arm is not seen any more; connect it in Haptic Link, or choose another hand.</source>
   <translation>已看不到该力反馈臂；请在 Haptic Link 中连接，或选择其他操作方式。</translation>
  </message>
  <message>
   <source>That device is not in the scene any more; choose another hand.</source>
   <translation>该设备已不在场景中；请选择其他操作者。</translation>
  </message>
  <message>
   <source>There is no result yet; end a session first.</source>
   <translation>尚无结果；请先结束一次训练。</translation>
  </message>
  <message>
   <source>There is no session yet; press Start.</source>
   <translation>尚无训练；请按“开始”。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.plan_draft</name>
  <message>
   <source>Bones of the plan are not in the scene: {names}.</source>
   <translation>场景中缺少计划的骨骼：{names}。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
  <message>
   <source>There is no plan in the scene; open one in a planning module first.</source>
   <translation>场景中没有手术计划；请先在规划模块中打开。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.requirements</name>
  <message>
   <source>Download and install these packages from the Python package index (about 200 MB)? Nothing of Slicer's own is replaced.</source>
   <translation>要从 Python 软件包索引下载并安装这些软件包吗（约 200 MB）？不会替换 Slicer 自带的任何内容。</translation>
  </message>
  <message>
   <source>The packages are installed. Restart 3D Slicer, which still uses the former {names}.</source>
   <translation>软件包已安装。请重新启动 3D Slicer，它仍在使用旧版本的 {names}。</translation>
  </message>
  <message>
   <source>The packages could not be installed (no network, or a package that does not fit this Slicer; the Python console has the details). &lt;a href="install"&gt;Try again&lt;/a&gt;</source>
   <translation>软件包未能安装（没有网络，或软件包与此 Slicer 不兼容；详情见 Python 控制台）。&lt;a href="install"&gt;重试&lt;/a&gt;</translation>
  </message>
  <message>
   <source>This module needs Python packages that are not installed yet: {names}. &lt;a href="install"&gt;Install them&lt;/a&gt;</source>
   <translation>本模块需要尚未安装的 Python 软件包：{names}。&lt;a href="install"&gt;安装&lt;/a&gt;</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.result_part</name>
  <message>
   <source>Figure</source>
   <translation>指标</translation>
  </message>
  <message>
   <source>Score</source>
   <translation>评分</translation>
  </message>
  <message>
   <source>Sending your record to the hub:</source>
   <translation>正在向枢纽发送您的记录：</translation>
  </message>
  <message>
   <source>The hub does not answer: the record is kept, and sent when the hub is back.</source>
   <translation>枢纽没有应答：记录已保存，恢复连接后自动发送。</translation>
  </message>
  <message>
   <source>The report is in {folder}.</source>
   <translation>报告已保存至 {folder}。</translation>
  </message>
  <message>
   <source>The scene is in {file}.</source>
   <translation>场景已保存至 {file}。</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>值</translation>
  </message>
  <message>
   <source>Your record is at the hub.</source>
   <translation>您的记录已送达枢纽。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.rows</name>
  <message>
   <source>Gertzbein-Robbins {grade}</source>
   <translation>Gertzbein-Robbins {grade} 级</translation>
  </message>
  <message>
   <source>No pass marks</source>
   <translation>未设通过标准</translation>
  </message>
  <message>
   <source>Not passed</source>
   <translation>未通过</translation>
  </message>
  <message>
   <source>Passed</source>
   <translation>通过</translation>
  </message>
  <message>
   <source>score {score} of 100</source>
   <translation>评分 {score}（满分 100）</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.teacher_part</name>
  <message>
   <source>Choose a scenario above first.</source>
   <translation>请先在上方选择情景。</translation>
  </message>
  <message>
   <source>Choose the folder with the experts' sessions in section 3 first.</source>
   <translation>请先在第 3 部分选择存放专家操作的文件夹。</translation>
  </message>
  <message>
   <source>Hint (Chinese)</source>
   <translation>提示（中文）</translation>
  </message>
  <message>
   <source>Hint (English)</source>
   <translation>提示（英文）</translation>
  </message>
  <message>
   <source>Limit</source>
   <translation>限值</translation>
  </message>
  <message>
   <source>Name it, write the steps' names, set the pass marks, and save it.</source>
   <translation>请命名、填写步骤名称、设定通过标准，然后保存。</translation>
  </message>
  <message>
   <source>Step (Chinese)</source>
   <translation>步骤（中文）</translation>
  </message>
  <message>
   <source>Step (English)</source>
   <translation>步骤（英文）</translation>
  </message>
  <message>
   <source>The plan in the scene</source>
   <translation>场景中的计划</translation>
  </message>
  <message>
   <source>The scenario chosen above</source>
   <translation>上方所选情景</translation>
  </message>
  <message>
   <source>The scenario is in {folder}; your class finds it there. Hub Browser, section 3, publishes it.</source>
   <translation>训练情景保存在 {folder}，学员可在那里找到；可在枢纽浏览器第 3 节发布。</translation>
  </message>
  <message>
   <source>What decides</source>
   <translation>判定指标</translation>
  </message>
  <message>
   <source>at least</source>
   <translation>不低于</translation>
  </message>
  <message>
   <source>at most</source>
   <translation>不超过</translation>
  </message>
  <message>
   <source>{count} sessions are the reference of this scenario now.</source>
   <translation>现以 {count} 次操作作为该情景的参照。</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.train_part</name>
  <message>
   <source>Figure</source>
   <translation>指标</translation>
  </message>
  <message>
   <source>Pass mark</source>
   <translation>通过标准</translation>
  </message>
  <message>
   <source>So far</source>
   <translation>目前</translation>
  </message>
  <message>
   <source>Step {number} of {count}: {step} ({percent} %)</source>
   <translation>步骤 {number}/{count}：{step}（{percent} %）</translation>
  </message>
  <message>
   <source>pulse {pulse}/min, pressure {pressure} mmHg, blood lost {blood} mL</source>
   <translation>脉率 {pulse}/min，血压 {pressure} mmHg，失血 {blood} mL</translation>
  </message>
 </context>
 <context>
  <name>SurgeryTrainerLib.widget</name>
  <message>
   <source>Making the bone ready …</source>
   <translation>正在准备骨骼……</translation>
  </message>
 </context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>BoneSegmentation</name>
  <message>
   <source> HU</source>
   <translation> HU</translation>
  </message>
  <message>
   <source>1. The CT</source>
   <translation>1. CT 影像</translation>
  </message>
  <message>
   <source>2. Find the bones</source>
   <translation>2. 识别骨骼</translation>
  </message>
  <message>
   <source>3. Check and correct</source>
   <translation>3. 检查与修正</translation>
  </message>
  <message>
   <source>3MF</source>
   <translation>3MF</translation>
  </message>
  <message>
   <source>4. Hand on</source>
   <translation>4. 导出</translation>
  </message>
  <message>
   <source>A quick preview in the slice views; the bones found are cleaner than this</source>
   <translation>在断层视图中快速预览；最终结果比预览更干净</translation>
  </message>
  <message>
   <source>A rough segmentation, for example from a network</source>
   <translation>粗略的分割，例如神经网络的结果</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>地址：</translation>
  </message>
  <message>
   <source>All bones in one surface with colours</source>
   <translation>全部骨骼合为一个带颜色的表面</translation>
  </message>
  <message>
   <source>All bones with colours</source>
   <translation>全部骨骼，带颜色</translation>
  </message>
  <message>
   <source>All bones with colours, for the browser and phones</source>
   <translation>全部骨骼，带颜色，可在浏览器和手机上查看</translation>
  </message>
  <message>
   <source>All bones with names and colours, for the printer</source>
   <translation>全部骨骼，带名称和颜色，用于打印</translation>
  </message>
  <message>
   <source>Bone Segmentation</source>
   <translation>骨骼分割</translation>
  </message>
  <message>
   <source>Bones go to:</source>
   <translation>结果存入：</translation>
  </message>
  <message>
   <source>CT studies of this patient</source>
   <translation>查找该患者的 CT 检查</translation>
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
   <source>Click a missed bone</source>
   <translation>点选漏掉的骨</translation>
  </message>
  <message>
   <source>DICOM SEG</source>
   <translation>DICOM SEG</translation>
  </message>
  <message>
   <source>DICOM SEG and surfaces; every object is read back</source>
   <translation>DICOM SEG 和表面模型；每个对象发送后都会读回核对</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Double-click a name to change it. Amber: check this one.</source>
   <translation>双击名称可修改。琥珀色：请核对该行。</translation>
  </message>
  <message>
   <source>Fetch it and open its bone CT</source>
   <translation>取回该检查并打开其骨窗 CT</translation>
  </message>
  <message>
   <source>Files are written here</source>
   <translation>文件写入此处</translation>
  </message>
  <message>
   <source>Find the bones</source>
   <translation>识别骨骼</translation>
  </message>
  <message>
   <source>Finds every bone in a CT, separates them at the joints and names them. Check the amber rows of the table, correct with a click, and hand the bones on as surfaces, DICOM SEG or to the PACS.</source>
   <translation>在 CT 中找出每一块骨，在关节处分开并命名。核对表中琥珀色的行，点击即可修正，然后导出为表面模型、DICOM SEG，或发送到 PACS。</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For a PACS:</source>
   <translation>用于 PACS：</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>供手术规划、科研和教学使用。本软件不是经批准的医疗器械；最终由外科医生决定。</translation>
  </message>
  <message>
   <source>GLB</source>
   <translation>GLB</translation>
  </message>
  <message>
   <source>Hounsfield units from which a voxel may be bone; lower it for thin or porous bone</source>
   <translation>体素可视为骨的最低 HU 值；骨质薄或疏松时请调低</translation>
  </message>
  <message>
   <source>How:</source>
   <translation>方式：</translation>
  </message>
  <message>
   <source>ID</source>
   <translation>患者编号</translation>
  </message>
  <message>
   <source>Labels:</source>
   <translation>标签：</translation>
  </message>
  <message>
   <source>Leave empty to make a new segmentation</source>
   <translation>留空则新建分割</translation>
  </message>
  <message>
   <source>Left becomes right and right becomes left</source>
   <translation>左变右，右变左</translation>
  </message>
  <message>
   <source>Make one bone of the selected rows; the first one gives the name</source>
   <translation>把所选行合并为一块骨，名称取第一行</translation>
  </message>
  <message>
   <source>Merge</source>
   <translation>合并</translation>
  </message>
  <message>
   <source>OBJ</source>
   <translation>OBJ</translation>
  </message>
  <message>
   <source>On: safe to leave the hospital, a study of its own. Off: joins this patient's study in your own PACS.</source>
   <translation>勾选：可离开本院，成为独立的检查。不勾选：并入本院 PACS 中该患者的检查。</translation>
  </message>
  <message>
   <source>One file a bone, millimetres</source>
   <translation>每块骨一个文件，单位毫米</translation>
  </message>
  <message>
   <source>Only the rows selected in the table</source>
   <translation>仅表中选中的行</translation>
  </message>
  <message>
   <source>Open the selected study</source>
   <translation>打开所选检查</translation>
  </message>
  <message>
   <source>Other side</source>
   <translation>换边</translation>
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
   <translation>手动涂抹、擦除和平滑</translation>
  </message>
  <message>
   <source>Patient:</source>
   <translation>患者：</translation>
  </message>
  <message>
   <source>Place clicks</source>
   <translation>放置点</translation>
  </message>
  <message>
   <source>Print, view:</source>
   <translation>打印、查看：</translation>
  </message>
  <message>
   <source>Remove all clicks</source>
   <translation>删除所有点</translation>
  </message>
  <message>
   <source>Remove clicks</source>
   <translation>清除点</translation>
  </message>
  <message>
   <source>Remove the patient's identity before sending</source>
   <translation>发送前去除患者身份信息</translation>
  </message>
  <message>
   <source>Remove the selected rows</source>
   <translation>删除所选行</translation>
  </message>
  <message>
   <source>STL</source>
   <translation>STL</translation>
  </message>
  <message>
   <source>STL in DICOM</source>
   <translation>DICOM 封装 STL</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>查找</translation>
  </message>
  <message>
   <source>Segment Editor</source>
   <translation>分割编辑器</translation>
  </message>
  <message>
   <source>Send the bones to the PACS</source>
   <translation>把骨骼发送到 PACS</translation>
  </message>
  <message>
   <source>Show what this threshold alone calls bone</source>
   <translation>显示仅按此阈值判为骨的区域</translation>
  </message>
  <message>
   <source>Split by clicks</source>
   <translation>点击拆分</translation>
  </message>
  <message>
   <source>Start; you can go on working meanwhile</source>
   <translation>开始；期间可以继续工作</translation>
  </message>
  <message>
   <source>Stop; nothing half-made is kept</source>
   <translation>停止；不保留未完成的结果</translation>
  </message>
  <message>
   <source>Surfaces as DICOM objects</source>
   <translation>以 DICOM 对象保存表面</translation>
  </message>
  <message>
   <source>The CT in which bones are to be found</source>
   <translation>要识别骨骼的 CT</translation>
  </message>
  <message>
   <source>The DICOMweb address, for example https://pacs.hospital/dicom-web</source>
   <translation>DICOMweb 地址，例如 https://pacs.hospital/dicom-web</translation>
  </message>
  <message>
   <source>The labels as a DICOM segmentation of this series</source>
   <translation>把标签保存为该序列的 DICOM 分割</translation>
  </message>
  <message>
   <source>Then click once in each of two parts of a bone: it is split at the second click</source>
   <translation>然后在骨骼的两部分各点一下：第二次点击后即拆分</translation>
  </message>
  <message>
   <source>Then click once on a bone that was not found: it is added at once</source>
   <translation>然后在未找到的骨骼上点一下：随即添加</translation>
  </message>
  <message>
   <source>Then click once on each bone in the slice views; press again when done</source>
   <translation>然后在断层视图中每块骨点一次；完成后再按一次</translation>
  </message>
  <message>
   <source>Threshold:</source>
   <translation>阈值：</translation>
  </message>
  <message>
   <source>User:</source>
   <translation>用户：</translation>
  </message>
  <message>
   <source>Who says which bone is where; the edge is always found in this image</source>
   <translation>由谁判断各骨的位置；边缘总是在本影像中确定</translation>
  </message>
  <message>
   <source>Without it all bones are written</source>
   <translation>不勾选则写出全部骨骼</translation>
  </message>
  <message>
   <source>Write the files</source>
   <translation>写出文件</translation>
  </message>
  <message>
   <source>Write the ticked kinds into the folder</source>
   <translation>把勾选的类型写入文件夹</translation>
  </message>
  <message>
   <source>name</source>
   <translation>姓名</translation>
  </message>
  <message>
   <source>name, if needed</source>
   <translation>用户名（如需要）</translation>
  </message>
  <message>
   <source>password (never saved)</source>
   <translation>密码（不保存）</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.bone_table</name>
  <message>
   <source>Bone</source>
   <translation>骨</translation>
  </message>
  <message>
   <source>Check this name.</source>
   <translation>请核对此名称。</translation>
  </message>
  <message>
   <source>Side</source>
   <translation>侧别</translation>
  </message>
  <message>
   <source>Sure</source>
   <translation>可信度</translation>
  </message>
  <message>
   <source>cm³</source>
   <translation>cm³</translation>
  </message>
  <message>
   <source>left</source>
   <translation>左</translation>
  </message>
  <message>
   <source>right</source>
   <translation>右</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.click_rules</name>
  <message>
   <source>Nothing was added: {name} is there already. Click a bone that has no colour yet.</source>
   <translation>未添加：此处已有{name}。请点击尚无颜色的骨骼。</translation>
  </message>
  <message>
   <source>Nothing was split: click {number} is not on a bone of the table.</source>
   <translation>未拆分：第 {number} 次点击不在列表中的骨骼上。</translation>
  </message>
  <message>
   <source>Nothing was split: the clicks are on different bones already ({names}).</source>
   <translation>未拆分：点击处已是不同的骨骼（{names}）。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.export_panel</name>
  <message>
   <source>Writing the files:</source>
   <translation>正在写出文件：</translation>
  </message>
  <message>
   <source>{count} files are in {folder}.</source>
   <translation>{count} 个文件已写入 {folder}。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.facts</name>
  <message>
   <source>ID {id}</source>
   <translation>编号 {id}</translation>
  </message>
  <message>
   <source>NOT evenly spaced: measurements may be wrong</source>
   <translation>层间距不均匀：测量可能有误</translation>
  </message>
  <message>
   <source>No patient name in this image: check that it is the right one.</source>
   <translation>影像中没有患者姓名：请确认没有拿错。</translation>
  </message>
  <message>
   <source>Patient's right is on the left of the axial and coronal views (stored as {codes}).</source>
   <translation>轴位和冠状位视图中，患者右侧在画面左边（存储方向 {codes}）。</translation>
  </message>
  <message>
   <source>born {date}</source>
   <translation>生于 {date}</translation>
  </message>
  <message>
   <source>evenly spaced</source>
   <translation>层间距均匀</translation>
  </message>
  <message>
   <source>evenness not known (no DICOM files)</source>
   <translation>层间距是否均匀未知（无 DICOM 文件）</translation>
  </message>
  <message>
   <source>evenness not known (the DICOM files are gone)</source>
   <translation>层间距是否均匀未知（DICOM 文件已不在）</translation>
  </message>
  <message>
   <source>female</source>
   <translation>女</translation>
  </message>
  <message>
   <source>male</source>
   <translation>男</translation>
  </message>
  <message>
   <source>scanned {date}</source>
   <translation>检查日期 {date}</translation>
  </message>
  <message>
   <source>{count} slices of {size} mm</source>
   <translation>{count} 层，体素 {size} mm</translation>
  </message>
  <message>
   <source>{missing} slices are MISSING</source>
   <translation>缺失 {missing} 层</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.find_panel</name>
  <message>
   <source>Automatically, nothing asked</source>
   <translation>全自动</translation>
  </message>
  <message>
   <source>Click once on each bone in the slice views, then press Place clicks again.</source>
   <translation>在断层视图中每块骨点一次，然后再按“放置点”。</translation>
  </message>
  <message>
   <source>Click once on each bone; name the new ones in the table afterwards.</source>
   <translation>每块骨点一次；之后可在表中为新骨命名。</translation>
  </message>
  <message>
   <source>Every bone is found, separated and named.</source>
   <translation>自动找出、分开并命名每一块骨。</translation>
  </message>
  <message>
   <source>From another segmentation</source>
   <translation>由另一个分割精修</translation>
  </message>
  <message>
   <source>From one click per bone</source>
   <translation>每块骨点一次</translation>
  </message>
  <message>
   <source>Now press Find the bones.</source>
   <translation>现在请按“识别骨骼”。</translation>
  </message>
  <message>
   <source>Rough labels are brought to the edge in this image.</source>
   <translation>把粗略标签对齐到本影像中的骨边缘。</translation>
  </message>
  <message>
   <source>This program says which bone is which; the edge is found in this image.</source>
   <translation>由该程序判断是哪块骨；边缘在本影像中确定。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.guidance</name>
  <message>
   <source>Compare name and sides with the request, then press Find the bones.</source>
   <translation>请对照申请单核对姓名和左右，然后按“识别骨骼”。</translation>
  </message>
  <message>
   <source>Start: choose a CT below. None yet? Open one from DICOM, Sample Data or the PACS section.</source>
   <translation>开始：请在下面选择 CT。还没有？可从 DICOM、示例数据或 PACS 部分打开。</translation>
  </message>
  <message>
   <source>The slices are uneven or incomplete: ask for the original series, or go on for a look only.</source>
   <translation>层面不均匀或不完整：请索取原始序列；若继续，仅供浏览。</translation>
  </message>
  <message>
   <source>{count} bones found. Look at them once, then hand them on.</source>
   <translation>已找到 {count} 块骨。请看一遍，然后导出。</translation>
  </message>
  <message>
   <source>{count} bones found; amber rows to check: {doubtful}. Double-click a name to change it.</source>
   <translation>已找到 {count} 块骨；需核对的琥珀色行：{doubtful}。双击名称可修改。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.logic</name>
  <message>
   <source>Bone clicks</source>
   <translation>骨骼点</translation>
  </message>
  <message>
   <source>Bones</source>
   <translation>骨骼</translation>
  </message>
  <message>
   <source>Choose a CT first.</source>
   <translation>请先选择 CT。</translation>
  </message>
  <message>
   <source>Choose one from the list.</source>
   <translation>请从列表中选择。</translation>
  </message>
  <message>
   <source>Choose the folder for the files first.</source>
   <translation>请先选择保存文件的文件夹。</translation>
  </message>
  <message>
   <source>Choose the segmentation that is to be refined.</source>
   <translation>请选择要精修的分割。</translation>
  </message>
  <message>
   <source>Click</source>
   <translation>点击</translation>
  </message>
  <message>
   <source>Click once on each bone first: press Place clicks.</source>
   <translation>请先在每块骨上点一次：按“放置点”。</translation>
  </message>
  <message>
   <source>Did you mean {names}?</source>
   <translation>您是否指：{names}？</translation>
  </message>
  <message>
   <source>No bone is called {name}.</source>
   <translation>没有名为“{name}”的骨。</translation>
  </message>
  <message>
   <source>There are no bones yet: press Find the bones first.</source>
   <translation>还没有骨骼：请先按“识别骨骼”。</translation>
  </message>
  <message>
   <source>Tick at least one kind of file.</source>
   <translation>请至少勾选一种文件类型。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.pacs_panel</name>
  <message>
   <source>Date</source>
   <translation>日期</translation>
  </message>
  <message>
   <source>Fetching the study:</source>
   <translation>正在取回检查：</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>图像数</translation>
  </message>
  <message>
   <source>Name, birth date and ID go along. Send only to your own hospital's PACS.</source>
   <translation>姓名、出生日期和编号会一并发送。只能发送到本院的 PACS。</translation>
  </message>
  <message>
   <source>Patient</source>
   <translation>患者</translation>
  </message>
  <message>
   <source>Searching the PACS:</source>
   <translation>正在查询 PACS：</translation>
  </message>
  <message>
   <source>Sending the bones:</source>
   <translation>正在发送骨骼：</translation>
  </message>
  <message>
   <source>Study</source>
   <translation>检查</translation>
  </message>
  <message>
   <source>The PACS has no CT of this patient: check name and ID.</source>
   <translation>PACS 中没有该患者的 CT：请核对姓名和编号。</translation>
  </message>
  <message>
   <source>{count} objects sent to the PACS and read back.</source>
   <translation>已向 PACS 发送 {count} 个对象并读回核对。</translation>
  </message>
  <message>
   <source>{count} studies found: select one and open it.</source>
   <translation>找到 {count} 项检查：请选择一项并打开。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.requirements</name>
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
  <name>BoneSegmentationLib.sample_data</name>
  <message>
   <source>Fetching the chest CT (35 MB, the first time only): {percent} %</source>
   <translation>正在获取胸部 CT（35 MB，仅首次）：{percent} %</translation>
  </message>
  <message>
   <source>Open the module Bone Segmentation once and install what it asks for: {name} is missing.</source>
   <translation>请先打开一次“骨骼分割”模块并安装其所需的软件包：缺少 {name}。</translation>
  </message>
 </context>
 <context>
  <name>BoneSegmentationLib.widget</name>
  <message>
   <source>Added: {name}. Double-click its name in the table to change it.</source>
   <translation>已添加：{name}。双击列表中的名称可更改。</translation>
  </message>
  <message>
   <source>Adding the bone:</source>
   <translation>正在添加骨骼：</translation>
  </message>
  <message>
   <source>Click once in each of the two parts: the bone is split at the second click.</source>
   <translation>请在两部分各点一下：第二次点击后即拆分。</translation>
  </message>
  <message>
   <source>Click once on the bone that was missed: it is then found and added.</source>
   <translation>请在遗漏的骨骼上点一下：随即识别并添加。</translation>
  </message>
  <message>
   <source>Finding the bones:</source>
   <translation>正在识别骨骼：</translation>
  </message>
  <message>
   <source>Nothing was added: the image shows no free bone there.</source>
   <translation>未添加：图像中该处没有未标记的骨骼。</translation>
  </message>
 </context>
</TS>

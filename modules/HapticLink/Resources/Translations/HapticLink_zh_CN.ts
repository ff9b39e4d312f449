<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>HapticLink</name>
  <message>
   <source>1. Devices</source>
   <translation>1. 设备</translation>
  </message>
  <message>
   <source>2. Record and replay</source>
   <translation>2. 记录与回放</translation>
  </message>
  <message>
   <source>3. Calibrate</source>
   <translation>3. 标定</translation>
  </message>
  <message>
   <source>4. Register</source>
   <translation>4. 配准</translation>
  </message>
  <message>
   <source>5. Navigate</source>
   <translation>5. 导航</translation>
  </message>
  <message>
   <source>A device that is known here, a simulated one, or any by its address</source>
   <translation>已知设备、模拟设备，或按地址连接的任意设备</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>地址：</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Connect</source>
   <translation>连接</translation>
  </message>
  <message>
   <source>Connect; where the device is not there yet, it is tried again and again</source>
   <translation>连接；设备尚未就绪时会反复尝试</translation>
  </message>
  <message>
   <source>Connects trackers, PLUS servers, haptic arms and simulated devices by OpenIGTLink, and says within a second when one is lost. Records and replays sessions, calibrates a pointer, registers the patient, and shows distance, angle and depth of a tool to the planned screw, cut or guide.</source>
   <translation>通过 OpenIGTLink 连接跟踪仪、PLUS 服务器、力反馈臂和模拟设备；设备丢失时一秒内提示。记录并回放过程，标定探针，配准患者，并显示工具到计划螺钉、截骨面或导板的距离、角度和深度。</translation>
  </message>
  <message>
   <source>Device:</source>
   <translation>设备：</translation>
  </message>
  <message>
   <source>Disconnect</source>
   <translation>断开</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>用于规划、科研与教学，不是已获批的医疗器械；由外科医生决定。</translation>
  </message>
  <message>
   <source>Haptic Link</source>
   <translation>力反馈与跟踪设备</translation>
  </message>
  <message>
   <source>Host and port of its OpenIGTLink server; port 18944 where none is said</source>
   <translation>其 OpenIGTLink 服务器的主机和端口；未写端口时为 18944</translation>
  </message>
  <message>
   <source>Into the scene</source>
   <translation>放入场景</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>类型：</translation>
  </message>
  <message>
   <source>Let the chosen device go; its force is zero from then on</source>
   <translation>断开所选设备；此后其力为零</translation>
  </message>
  <message>
   <source>Let the connector of the extension SlicerOpenIGTLink receive the device</source>
   <translation>由扩展 SlicerOpenIGTLink 的连接器接收该设备</translation>
  </message>
  <message>
   <source>Mark</source>
   <translation>标记</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>名称：</translation>
  </message>
  <message>
   <source>Note this moment in the recording</source>
   <translation>在记录中标记此刻</translation>
  </message>
  <message>
   <source>Play the recording again and again as a device</source>
   <translation>将该记录作为设备循环播放</translation>
  </message>
  <message>
   <source>Put the recording into the scene as sequences, which are saved with it</source>
   <translation>将记录作为序列放入场景，随场景一起保存</translation>
  </message>
  <message>
   <source>Rate, age, jitter and losses of each device, as they are now; choose one to see its tools</source>
   <translation>各设备当前的频率、延迟、抖动和丢失数；选择一个以查看其工具</translation>
  </message>
  <message>
   <source>Record</source>
   <translation>记录</translation>
  </message>
  <message>
   <source>Recording:</source>
   <translation>记录文件：</translation>
  </message>
  <message>
   <source>Recordings in the folder, and PLUS sequences</source>
   <translation>文件夹中的记录和 PLUS 序列</translation>
  </message>
  <message>
   <source>Replay</source>
   <translation>回放</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Tools of the chosen device; one that is lost shows no number</source>
   <translation>所选设备的工具；丢失的工具不显示数值</translation>
  </message>
  <message>
   <source>What speaks OpenIGTLink at that address</source>
   <translation>该地址上使用 OpenIGTLink 的设备</translation>
  </message>
  <message>
   <source>What you call it</source>
   <translation>您对它的称呼</translation>
  </message>
  <message>
   <source>Where recordings are written</source>
   <translation>记录的保存位置</translation>
  </message>
  <message>
   <source>Write the poses of all tools to a file, until you press again; what is written survives a crash</source>
   <translation>将所有工具的位姿写入文件，再按一次停止；已写入的内容不会因程序崩溃而丢失</translation>
  </message>
  <message>
   <source>through SlicerOpenIGTLink</source>
   <translation>通过 SlicerOpenIGTLink</translation>
  </message>
  <message>
   <source>tracker</source>
   <translation>跟踪仪</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.choices</name>
  <message>
   <source>By its address</source>
   <translation>按地址连接</translation>
  </message>
  <message>
   <source>Haptic arm</source>
   <translation>力反馈臂</translation>
  </message>
  <message>
   <source>PLUS server</source>
   <translation>PLUS 服务器</translation>
  </message>
  <message>
   <source>Simulated haptic arm</source>
   <translation>模拟力反馈臂</translation>
  </message>
  <message>
   <source>Simulated tracker</source>
   <translation>模拟跟踪仪</translation>
  </message>
  <message>
   <source>Simulator</source>
   <translation>模拟器</translation>
  </message>
  <message>
   <source>Tracker</source>
   <translation>跟踪仪</translation>
  </message>
  <message>
   <source>Type the address of the device, such as 192.168.0.10:18944 or tracker:18944.</source>
   <translation>请输入设备地址，例如 192.168.0.10:18944 或 tracker:18944。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.guidance</name>
  <message>
   <source>Start: choose a device, or type its address, and press Connect.</source>
   <translation>开始：选择设备或输入其地址，然后按“连接”。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.logic</name>
  <message>
   <source>A recording runs already; stop it first.</source>
   <translation>正在记录；请先停止。</translation>
  </message>
  <message>
   <source>Nothing is being recorded.</source>
   <translation>当前没有记录。</translation>
  </message>
  <message>
   <source>{count} tools over {seconds:.0f} s are in the scene, in the module Sequences.</source>
   <translation>{count} 个工具、{seconds:.0f} 秒的记录已放入场景，见 Sequences 模块。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.record_panel</name>
  <message>
   <source>Choose the folder for recordings first.</source>
   <translation>请先选择保存记录的文件夹。</translation>
  </message>
  <message>
   <source>Record</source>
   <translation>记录</translation>
  </message>
  <message>
   <source>Recording: {seconds:.0f} s, {count} poses.</source>
   <translation>正在记录：{seconds:.0f} 秒，{count} 个位姿。</translation>
  </message>
  <message>
   <source>Stop recording</source>
   <translation>停止记录</translation>
  </message>
  <message>
   <source>There is no recording in this folder.</source>
   <translation>该文件夹中没有记录。</translation>
  </message>
  <message>
   <source>marked by hand</source>
   <translation>手动标记</translation>
  </message>
  <message>
   <source>{lost} came too fast and were left out.</source>
   <translation>{lost} 个位姿来得过快，未记录。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.recordings</name>
  <message>
   <source>Replay of {file}</source>
   <translation>回放 {file}</translation>
  </message>
  <message>
   <source>{count} poses in {seconds:.0f} s are in {file}.</source>
   <translation>{seconds:.0f} 秒内的 {count} 个位姿已写入 {file}。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.requirements</name>
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
  <name>HapticLinkLib.rows</name>
  <message>
   <source>Age</source>
   <translation>延迟</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>设备</translation>
  </message>
  <message>
   <source>Jitter</source>
   <translation>抖动</translation>
  </message>
  <message>
   <source>Lost</source>
   <translation>丢失</translation>
  </message>
  <message>
   <source>Rate</source>
   <translation>频率</translation>
  </message>
  <message>
   <source>Tool</source>
   <translation>工具</translation>
  </message>
  <message>
   <source>not seen</source>
   <translation>不可见</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.session</name>
  <message>
   <source>{name} is connected already; disconnect it first.</source>
   <translation>{name} 已连接；请先断开。</translation>
  </message>
 </context>
</TS>

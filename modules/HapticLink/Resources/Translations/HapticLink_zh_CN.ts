<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>HapticLink</name>
  <message>
   <source> mm</source>
   <translation> mm</translation>
  </message>
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
   <source>A JSON file with the calibrated tool and the registered patient; osteo navigate reads it too</source>
   <translation>保存已标定工具与已配准患者的 JSON 文件；osteo navigate 也可读取</translation>
  </message>
  <message>
   <source>A device that is known here, a simulated one, or any by its address</source>
   <translation>已知设备、模拟设备，或按地址连接的任意设备</translation>
  </message>
  <message>
   <source>A list of points on the bone to touch instead of the landmarks of the plan</source>
   <translation>用于触点的骨面点列表，代替计划中的标志点</translation>
  </message>
  <message>
   <source>A plan.json beside its bones; empty for the plan of the scene</source>
   <translation>与骨骼文件放在一起的 plan.json；留空则使用场景中的计划</translation>
  </message>
  <message>
   <source>A screw, a cut or a hole of the plan</source>
   <translation>计划中的螺钉、截骨或钉孔</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>地址：</translation>
  </message>
  <message>
   <source>Beeps before a breach</source>
   <translation>突破前发出提示音</translation>
  </message>
  <message>
   <source>Between the tool and the plan</source>
   <translation>工具与计划之间的夹角</translation>
  </message>
  <message>
   <source>Blade</source>
   <translation>锯片标定</translation>
  </message>
  <message>
   <source>Bone:</source>
   <translation>骨骼：</translation>
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
   <source>Diameter:</source>
   <translation>直径：</translation>
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
   <source>Follow the tool to the target; press again to end</source>
   <translation>跟踪工具到达目标；再按一次结束</translation>
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
   <source>How far before the tip the red view looks, in mm</source>
   <translation>红色视图看向尖端前方多远，单位 mm</translation>
  </message>
  <message>
   <source>How far the tool was tilted in all directions; full is enough</source>
   <translation>工具向各方向倾斜的程度；满格即足够</translation>
  </message>
  <message>
   <source>How the angle of a saw's blade to the cut is made up: along the saw's way, and across it</source>
   <translation>锯片与截骨面的夹角由两部分组成：沿锯切方向与垂直于锯切方向</translation>
  </message>
  <message>
   <source>Into the scene</source>
   <translation>放入场景</translation>
  </message>
  <message>
   <source>Keep away from:</source>
   <translation>避开：</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>类型：</translation>
  </message>
  <message>
   <source>Landmarks by hand:</source>
   <translation>手动标志点：</translation>
  </message>
  <message>
   <source>Landmarks on the surface, those that leave the least error at the target first; choose some to touch these alone</source>
   <translation>骨面上的标志点，使目标处误差最小的排在前面；选中几个则只触这些点</translation>
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
   <source>Load</source>
   <translation>读取</translation>
  </message>
  <message>
   <source>Looks ahead:</source>
   <translation>前视：</translation>
  </message>
  <message>
   <source>Mark</source>
   <translation>标记</translation>
  </message>
  <message>
   <source>Move the tip over the bone on several sides without lifting it; press again to end</source>
   <translation>尖端贴着骨面在多个侧面移动，不要抬起；再按一次结束</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>名称：</translation>
  </message>
  <message>
   <source>Navigate</source>
   <translation>导航</translation>
  </message>
  <message>
   <source>Note this moment in the recording</source>
   <translation>在记录中标记此刻</translation>
  </message>
  <message>
   <source>Of a saw: lay its blade flat on a table, turn and slide it there; press again to end</source>
   <translation>用于锯：把锯片平放在桌面上转动并滑动；再按一次结束</translation>
  </message>
  <message>
   <source>Of the plan; its targets are navigated, the patient stays registered</source>
   <translation>计划中的方案；导航其目标，患者配准保持不变</translation>
  </message>
  <message>
   <source>Of the tip from the planned entry, and what is planned</source>
   <translation>尖端距计划入点的深度，以及计划深度</translation>
  </message>
  <message>
   <source>Of the tip from the planned line or plane</source>
   <translation>尖端与计划直线或平面的距离</translation>
  </message>
  <message>
   <source>Of what enters the bone; 0 for a pointer. Warnings are about its side</source>
   <translation>进入骨内部分的直径；探针为 0。警告按其侧面计算</translation>
  </message>
  <message>
   <source>Pivot</source>
   <translation>枢轴标定</translation>
  </message>
  <message>
   <source>Plan:</source>
   <translation>计划：</translation>
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
   <source>Read tool and patient from the file</source>
   <translation>从文件读取工具与患者</translation>
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
   <source>Red looks along the tool, green and yellow hold it</source>
   <translation>红色视图沿工具方向看，绿色和黄色视图包含工具</translation>
  </message>
  <message>
   <source>Reference:</source>
   <translation>参考架：</translation>
  </message>
  <message>
   <source>Replay</source>
   <translation>回放</translation>
  </message>
  <message>
   <source>Rest the tip in a dimple and tilt the tool in all directions; press again to end</source>
   <translation>尖端置于凹窝，向各方向倾斜工具；再按一次结束</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>保存</translation>
  </message>
  <message>
   <source>Saved as:</source>
   <translation>保存为：</translation>
  </message>
  <message>
   <source>Seen along the tool: the cross is where it points, yellow is the plan, as wide as the error that is expected</source>
   <translation>沿工具方向看：十字为工具所指，黄色为计划，其宽度等于预期误差</translation>
  </message>
  <message>
   <source>Slices follow the tool</source>
   <translation>切面跟随工具</translation>
  </message>
  <message>
   <source>Sound</source>
   <translation>声音</translation>
  </message>
  <message>
   <source>Spin</source>
   <translation>自旋标定</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Surfaces of the scene that must not be touched; choose any number</source>
   <translation>场景中不可触碰的表面；可多选</translation>
  </message>
  <message>
   <source>Sweep the surface</source>
   <translation>扫描骨面</translation>
  </message>
  <message>
   <source>Take the plan</source>
   <translation>采用计划</translation>
  </message>
  <message>
   <source>Take the plan of the scene, or of the file, with its bones, landmarks and targets</source>
   <translation>采用场景或文件中的计划，包括骨骼、标志点和目标</translation>
  </message>
  <message>
   <source>Target:</source>
   <translation>目标：</translation>
  </message>
  <message>
   <source>The bone that is touched and navigated</source>
   <translation>要触点并导航的骨骼</translation>
  </message>
  <message>
   <source>The course is written to the folder of section 2</source>
   <translation>过程写入第 2 节所选的文件夹</translation>
  </message>
  <message>
   <source>Tool:</source>
   <translation>工具：</translation>
  </message>
  <message>
   <source>Tools of the chosen device; one that is lost shows no number</source>
   <translation>所选设备的工具；丢失的工具不显示数值</translation>
  </message>
  <message>
   <source>Touch landmarks</source>
   <translation>触标志点</translation>
  </message>
  <message>
   <source>Touch one after the other and hold still for a second on each; press again to stop</source>
   <translation>依次触点，每点静止一秒；再按一次停止</translation>
  </message>
  <message>
   <source>Touch something that you know, and see whether this is true</source>
   <translation>触一个已知部位，看此数是否属实</translation>
  </message>
  <message>
   <source>Turn the tool about its shaft; press again to end</source>
   <translation>绕工具杆轴旋转；再按一次结束</translation>
  </message>
  <message>
   <source>Variant:</source>
   <translation>方案：</translation>
  </message>
  <message>
   <source>What is calibrated and navigated: a tool that a device shows</source>
   <translation>要标定和导航的工具：设备所显示的工具</translation>
  </message>
  <message>
   <source>What is fixed to the patient; the tool is followed relative to it, so that the tracker may be moved</source>
   <translation>固定在患者身上的参考架；工具相对它跟踪，因此跟踪器可以移动</translation>
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
   <source>Write tool and patient to the file</source>
   <translation>将工具与患者写入文件</translation>
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
  <name>HapticLinkLib.blade_words</name>
  <message>
   <source>The angle of the shaft alone; of a saw, calibrate the blade.</source>
   <translation>仅为杆轴的夹角；若是锯，请做锯片标定。</translation>
  </message>
  <message>
   <source>The blade is square to the cut.</source>
   <translation>锯片与截骨面垂直。</translation>
  </message>
  <message>
   <source>anterior</source>
   <translation>前</translation>
  </message>
  <message>
   <source>blade's tip {deg:.1f}° {way}</source>
   <translation>锯片尖端偏{way} {deg:.1f}°</translation>
  </message>
  <message>
   <source>inferior</source>
   <translation>下</translation>
  </message>
  <message>
   <source>left</source>
   <translation>左</translation>
  </message>
  <message>
   <source>posterior</source>
   <translation>后</translation>
  </message>
  <message>
   <source>right</source>
   <translation>右</translation>
  </message>
  <message>
   <source>superior</source>
   <translation>上</translation>
  </message>
  <message>
   <source>{side} edge {deg:.1f}° {way}</source>
   <translation>{side}缘偏{way} {deg:.1f}°</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.calibrate_panel</name>
  <message>
   <source>A saved calibration is used.</source>
   <translation>使用已保存的标定。</translation>
  </message>
  <message>
   <source>Blade: {wobble:.1f}° of wobble.</source>
   <translation>锯片：晃动 {wobble:.1f}°。</translation>
  </message>
  <message>
   <source>Coverage too small: tilt more, in all directions.</source>
   <translation>覆盖不足：请向各方向多倾斜。</translation>
  </message>
  <message>
   <source>Enough: press Pivot again.</source>
   <translation>已足够：请再按“枢轴标定”。</translation>
  </message>
  <message>
   <source>Keep the blade flat on the table, turn and slide it, then press Blade again.</source>
   <translation>保持锯片平贴桌面，转动并滑动，然后再按“锯片标定”。</translation>
  </message>
  <message>
   <source>Pivot the tool first: the shaft is told from its tip.</source>
   <translation>请先做枢轴标定：杆轴方向由尖端确定。</translation>
  </message>
  <message>
   <source>Shaft: {wobble:.1f}° of wobble.</source>
   <translation>杆轴：晃动 {wobble:.1f}°。</translation>
  </message>
  <message>
   <source>Spin the tool to see its angle.</source>
   <translation>做自旋标定后才能显示角度。</translation>
  </message>
  <message>
   <source>The tool or its reference is not seen.</source>
   <translation>看不到工具或其参考架。</translation>
  </message>
  <message>
   <source>Tip: {rms:.1f} mm.</source>
   <translation>尖端：{rms:.1f} mm。</translation>
  </message>
  <message>
   <source>Turn the tool about its shaft, then press Spin again.</source>
   <translation>绕杆轴旋转工具，然后再按“自旋标定”。</translation>
  </message>
  <message>
   <source>none: the tool's pose is relative to it</source>
   <translation>无：工具位姿已相对参考架</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.calibrating</name>
  <message>
   <source>Choose the tool first; connect its device above.</source>
   <translation>请先选择工具；在上方连接其设备。</translation>
  </message>
  <message>
   <source>Pivot the tool first, then turn its blade.</source>
   <translation>请先做枢轴标定，再做锯片标定。</translation>
  </message>
  <message>
   <source>Pivot the tool first: the shaft is told from its tip.</source>
   <translation>请先做枢轴标定：杆轴方向由尖端确定。</translation>
  </message>
  <message>
   <source>{tools} were not seen together; look at the devices.</source>
   <translation>{tools} 未被同时看到；请检查设备。</translation>
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
  <message>
   <source>started here</source>
   <translation>在本机启动</translation>
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
  <name>HapticLinkLib.navigate_panel</name>
  <message>
   <source>Angle</source>
   <translation>角度</translation>
  </message>
  <message>
   <source>Angle {angle}</source>
   <translation>角度 {angle}</translation>
  </message>
  <message>
   <source>BREACH: {mm:.1f} mm past {name}</source>
   <translation>突破：超出{name} {mm:.1f} mm</translation>
  </message>
  <message>
   <source>Choose the folder for recordings in section 2 first.</source>
   <translation>请先在第 2 节选择记录文件夹。</translation>
  </message>
  <message>
   <source>Depth</source>
   <translation>深度</translation>
  </message>
  <message>
   <source>Depth {mm:.1f} of {planned:.1f} mm</source>
   <translation>深度 {mm:.1f} / {planned:.1f} mm</translation>
  </message>
  <message>
   <source>Distance</source>
   <translation>距离</translation>
  </message>
  <message>
   <source>Distance {mm:.1f} mm</source>
   <translation>距离 {mm:.1f} mm</translation>
  </message>
  <message>
   <source>In the bone {seconds:.0f} s, {on:.0f} % of it on the plan; at most {mm:.1f} mm beside it, {depth:.1f} mm deep. Breaches: {breaches}.</source>
   <translation>骨内 {seconds:.0f} 秒，其中 {on:.0f} % 符合计划；最大偏离 {mm:.1f} mm，深 {depth:.1f} mm。突破次数：{breaches}。</translation>
  </message>
  <message>
   <source>Planned: {name}</source>
   <translation>计划：{name}</translation>
  </message>
  <message>
   <source>Surface</source>
   <translation>表面</translation>
  </message>
  <message>
   <source>Targets: {count}.</source>
   <translation>目标：{count} 个。</translation>
  </message>
  <message>
   <source>The tool or its reference is not seen.</source>
   <translation>看不到工具或其参考架。</translation>
  </message>
  <message>
   <source>{device} is lost: nothing is shown.</source>
   <translation>{device} 已丢失：不显示任何数值。</translation>
  </message>
  <message>
   <source>{mm:.1f} mm to {name}</source>
   <translation>距{name} {mm:.1f} mm</translation>
  </message>
  <message>
   <source>{name} (chosen)</source>
   <translation>{name}（已选定）</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.navigation</name>
  <message>
   <source>Calibrate the tool first.</source>
   <translation>请先标定工具。</translation>
  </message>
  <message>
   <source>Register the patient first.</source>
   <translation>请先配准患者。</translation>
  </message>
  <message>
   <source>The plan has nothing to navigate to in this bone.</source>
   <translation>计划在该骨中没有可导航的目标。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.plan_source</name>
  <message>
   <source>No variant of the plan is chosen: {name} is navigated.</source>
   <translation>计划尚未选定方案：现导航方案 {name}。</translation>
  </message>
  <message>
   <source>The bone {bone} of the plan is not in the scene.</source>
   <translation>计划中的骨骼 {bone} 不在场景中。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
  <message>
   <source>There is no plan in the scene: choose its file.</source>
   <translation>场景中没有计划：请选择其文件。</translation>
  </message>
  <message>
   <source>Variant {name} is navigated; the plan chose {chosen}.</source>
   <translation>现导航方案 {name}；计划选定的是 {chosen}。</translation>
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
  <name>HapticLinkLib.register_panel</name>
  <message>
   <source>Choose the file for tool and patient first.</source>
   <translation>请先选择保存工具与患者的文件。</translation>
  </message>
  <message>
   <source>Landmark</source>
   <translation>标志点</translation>
  </message>
  <message>
   <source>Landmarks: {mm:.1f} mm left.</source>
   <translation>标志点：残差 {mm:.1f} mm。</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>残差</translation>
  </message>
  <message>
   <source>Surface: {mm:.1f} mm left.</source>
   <translation>骨面：残差 {mm:.1f} mm。</translation>
  </message>
  <message>
   <source>Targets: {count}.</source>
   <translation>目标：{count} 个。</translation>
  </message>
  <message>
   <source>The tip is {mm:.1f} mm from the bone.</source>
   <translation>尖端距骨面 {mm:.1f} mm。</translation>
  </message>
  <message>
   <source>The tool was loaded; the patient belongs to another plan.</source>
   <translation>已读取工具；患者属于另一计划。</translation>
  </message>
  <message>
   <source>Three landmarks tell no error: touch a fourth.</source>
   <translation>三个标志点无法估计误差：请触第四个。</translation>
  </message>
  <message>
   <source>Tool and patient were loaded: touch something that you know.</source>
   <translation>已读取工具与患者：请触一个已知部位。</translation>
  </message>
  <message>
   <source>Tool and patient were saved.</source>
   <translation>已保存工具与患者。</translation>
  </message>
  <message>
   <source>Touch the landmarks before the sweep.</source>
   <translation>请先触标志点，再扫描骨面。</translation>
  </message>
  <message>
   <source>Touch: {name}, and hold still.</source>
   <translation>请触：{name}，并保持不动。</translation>
  </message>
  <message>
   <source>Touched</source>
   <translation>已触</translation>
  </message>
  <message>
   <source>{count} points. Sweep several sides, then press again.</source>
   <translation>{count} 个点。请扫描多个侧面，然后再按一次。</translation>
  </message>
  <message>
   <source>{mm:.1f} mm expected at {target}, hardly more than {most:.1f} mm.</source>
   <translation>{target} 处预期误差 {mm:.1f} mm，一般不超过 {most:.1f} mm。</translation>
  </message>
 </context>
 <context>
  <name>HapticLinkLib.registering</name>
  <message>
   <source>Calibrate the tool first.</source>
   <translation>请先标定工具。</translation>
  </message>
  <message>
   <source>The plan has no landmarks of this bone; find or place some first.</source>
   <translation>计划中没有该骨的标志点；请先查找或放置。</translation>
  </message>
  <message>
   <source>Touch the landmarks before the sweep.</source>
   <translation>请先触标志点，再扫描骨面。</translation>
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

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
   <translation>1. 骨骼</translation>
  </message>
  <message>
   <source>2. Screws</source>
   <translation>2. 螺钉</translation>
  </message>
  <message>
   <source>3. Plates and nails</source>
   <translation>3. 接骨板与髓内钉</translation>
  </message>
  <message>
   <source>4. Hip</source>
   <translation>4. 髋关节</translation>
  </message>
  <message>
   <source>5. Knee</source>
   <translation>5. 膝关节</translation>
  </message>
  <message>
   <source>6. The plan</source>
   <translation>6. 计划</translation>
  </message>
  <message>
   <source>Against square to the mechanical axis; below 0 valgus</source>
   <translation>相对垂直于机械轴；小于 0 为外翻</translation>
  </message>
  <message>
   <source>Aim a screw in every hole, of legal angle and a length that exists</source>
   <translation>为每个孔瞄准一枚螺钉，角度允许且长度有货</translation>
  </message>
  <message>
   <source>Another size of the screw that is chosen in the list of section 6</source>
   <translation>为第 6 部分列表中所选螺钉换用其他规格</translation>
  </message>
  <message>
   <source>Anteversion (radiographic):</source>
   <translation>前倾角（影像学）：</translation>
  </message>
  <message>
   <source>Bend it</source>
   <translation>预弯</translation>
  </message>
  <message>
   <source>Bend the plate to the bone, within what its material allows; with a list for the bench</source>
   <translation>在材料允许范围内将接骨板预弯贴合骨面，并给出台上折弯清单</translation>
  </message>
  <message>
   <source>Bill of materials</source>
   <translation>材料清单</translation>
  </message>
  <message>
   <source>Blue: it lies on the bone; red: 4 mm or more above it</source>
   <translation>蓝色：贴于骨面；红色：离骨 4 mm 或以上</translation>
  </message>
  <message>
   <source>Bone around it:</source>
   <translation>周围骨量：</translation>
  </message>
  <message>
   <source>Bone to leave on every side of the screw</source>
   <translation>螺钉各侧需保留的骨质</translation>
  </message>
  <message>
   <source>By the epicondyles, or 3 degrees outward of the posterior condyles</source>
   <translation>按股骨上髁，或自后髁外旋 3 度</translation>
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
   <source>Click a bone</source>
   <translation>点击骨骼</translation>
  </message>
  <message>
   <source>Collect the bones of the segmentation, or the models of the scene that are named as bones; a plan in the scene is taken up as it is</source>
   <translation>取分割中的骨骼，或场景中以骨骼命名的模型；场景中已有的计划照原样沿用</translation>
  </message>
  <message>
   <source>Colour the chosen plate by its gap</source>
   <translation>按间隙为所选接骨板着色</translation>
  </message>
  <message>
   <source>Cut femur and tibia by their axes, choose the components and bring the leg under them</source>
   <translation>按轴线截股骨与胫骨，选择组件，并将下肢置于其下</translation>
  </message>
  <message>
   <source>Depth:</source>
   <translation>深度：</translation>
  </message>
  <message>
   <source>Diameter:</source>
   <translation>直径：</translation>
  </message>
  <message>
   <source>Diameters that exist</source>
   <translation>现有直径</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Down to the back</source>
   <translation>向后下倾</translation>
  </message>
  <message>
   <source>Emergency: save anyway</source>
   <translation>紧急：仍然保存</translation>
  </message>
  <message>
   <source>Every implant; choose one to see it in all views. Amber: look at its grade</source>
   <translation>全部植入物；选中一行可在所有视图中查看。琥珀色：请核对其分级</translation>
  </message>
  <message>
   <source>Femoral cut, varus:</source>
   <translation>股骨截骨，内翻：</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>供手术规划、科研和教学使用。本软件不是经批准的医疗器械；最终由外科医生决定。</translation>
  </message>
  <message>
   <source>For the density along screws, canals of long bones and metal</source>
   <translation>用于测量沿螺钉的骨密度、长骨髓腔及金属</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>在没有准入的情况下以您的名义继续；由质控人员复核</translation>
  </message>
  <message>
   <source>Hips whose bones are there</source>
   <translation>骨骼齐备的髋关节</translation>
  </message>
  <message>
   <source>How far behind the entry the red view looks</source>
   <translation>红色视图位于进钉点之后多深</translation>
  </message>
  <message>
   <source>Implant Planner</source>
   <translation>植入物规划</translation>
  </message>
  <message>
   <source>Inclination (radiographic):</source>
   <translation>外展角（影像学）：</translation>
  </message>
  <message>
   <source>Keep this place</source>
   <translation>保留此位置</translation>
  </message>
  <message>
   <source>Kind of screw that is placed in the views</source>
   <translation>在视图中放置的螺钉种类</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>种类：</translation>
  </message>
  <message>
   <source>Knees whose femur and tibia are there</source>
   <translation>股骨与胫骨齐备的膝关节</translation>
  </message>
  <message>
   <source>Labelled bones; leave empty to take models whose names are those of bones</source>
   <translation>已标注的骨骼；留空则取以骨骼命名的模型</translation>
  </message>
  <message>
   <source>Long bones that are there</source>
   <translation>现有长骨</translation>
  </message>
  <message>
   <source>Look along the chosen screw</source>
   <translation>沿所选螺钉观察</translation>
  </message>
  <message>
   <source>Measure the canal and take the thickest and longest nail that it holds, locked</source>
   <translation>测量髓腔，取其可容纳的最粗最长髓内钉并锁定</translation>
  </message>
  <message>
   <source>Move the chosen plate by handles</source>
   <translation>用手柄移动所选接骨板</translation>
  </message>
  <message>
   <source>Nail in:</source>
   <translation>髓内钉置于：</translation>
  </message>
  <message>
   <source>Of the cup, as on a radiograph</source>
   <translation>髋臼杯角度，如 X 线片所见</translation>
  </message>
  <message>
   <source>One click on a vertebra or another bone: a screw is proposed for that side of it</source>
   <translation>点击椎骨或其他骨骼一次：为该侧推荐螺钉</translation>
  </message>
  <message>
   <source>Otherwise of the kind chosen below</source>
   <translation>否则采用下方所选种类</translation>
  </message>
  <message>
   <source>Place a screw in the views</source>
   <translation>在视图中放置螺钉</translation>
  </message>
  <message>
   <source>Places for plates on the bones that are there</source>
   <translation>现有骨骼上可放置接骨板的部位</translation>
  </message>
  <message>
   <source>Places implants in the bones of a plan: screws in the widest safe corridors, plates by their fit, nails by the canal, hips by landmarks. Judges every screw as it is dragged, shows it in all views and along its axis, and keeps everything in the plan with its bill of materials.</source>
   <translation>在计划的骨骼中放置植入物：螺钉置于最宽安全通道，接骨板按贴合度，髓内钉按髓腔，髋关节按标志点。拖动螺钉时即时评判，在所有视图中及沿其轴线显示，并连同材料清单保存在计划中。</translation>
  </message>
  <message>
   <source>Propose a nail</source>
   <translation>推荐髓内钉</translation>
  </message>
  <message>
   <source>Propose a plate</source>
   <translation>推荐接骨板</translation>
  </message>
  <message>
   <source>Propose a screw</source>
   <translation>推荐螺钉</translation>
  </message>
  <message>
   <source>Propose cup and stem</source>
   <translation>推荐髋臼杯与股骨柄</translation>
  </message>
  <message>
   <source>Propose cuts and components</source>
   <translation>推荐截骨与组件</translation>
  </message>
  <message>
   <source>Recorded with your name, and reviewed afterwards</source>
   <translation>以您的姓名记录，事后复核</translation>
  </message>
  <message>
   <source>Red view: across the screw, as a probe sees; green and yellow view: the whole screw, straightened</source>
   <translation>红色视图：垂直于螺钉（探针视角）；绿色与黄色视图：拉直后的整枚螺钉</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Rotation of the femur:</source>
   <translation>股骨旋转：</translation>
  </message>
  <message>
   <source>Save plan and report</source>
   <translation>保存计划与报告</translation>
  </message>
  <message>
   <source>Search the widest safe corridor there and take the thickest screw that it holds</source>
   <translation>在该处搜索最宽安全通道，取其可容纳的最粗螺钉</translation>
  </message>
  <message>
   <source>Segmentation:</source>
   <translation>分割：</translation>
  </message>
  <message>
   <source>Settle the plate on the bone there and aim its screws anew</source>
   <translation>将接骨板贴合该处骨面并重新瞄准螺钉</translation>
  </message>
  <message>
   <source>Side:</source>
   <translation>侧别：</translation>
  </message>
  <message>
   <source>Size and place cup, liner, head and stem by the landmarks of pelvis and femur</source>
   <translation>按骨盆与股骨标志点确定髋臼杯、内衬、股骨头与股骨柄的型号和位置</translation>
  </message>
  <message>
   <source>Size of the chosen screw:</source>
   <translation>所选螺钉规格：</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Take back the last change of the plan</source>
   <translation>撤销计划的上一次更改</translation>
  </message>
  <message>
   <source>Take the bones</source>
   <translation>取骨骼</translation>
  </message>
  <message>
   <source>Take the chosen implants out of the plan; a plate goes with its screws</source>
   <translation>从计划中移除所选植入物；接骨板连同其螺钉一并移除</translation>
  </message>
  <message>
   <source>Take the chosen plate instead</source>
   <translation>改用所选接骨板</translation>
  </message>
  <message>
   <source>The bones that implants are placed in</source>
   <translation>放置植入物的骨骼</translation>
  </message>
  <message>
   <source>The chosen screw; drag its ends in any view and the numbers follow</source>
   <translation>所选螺钉；在任一视图中拖动其两端，数值随之更新</translation>
  </message>
  <message>
   <source>The list for the bench</source>
   <translation>台上折弯清单</translation>
  </message>
  <message>
   <source>The plate of the chosen row, in the same place</source>
   <translation>将所选行的接骨板置于同一位置</translation>
  </message>
  <message>
   <source>The three that fit best</source>
   <translation>贴合最好的三种</translation>
  </message>
  <message>
   <source>Tibial cut, slope:</source>
   <translation>胫骨截骨，后倾：</translation>
  </message>
  <message>
   <source>Tibial cut, varus:</source>
   <translation>胫骨截骨，内翻：</translation>
  </message>
  <message>
   <source>Try all plates that are made for the place and take the one that fits best</source>
   <translation>试放适用于该部位的全部接骨板，取贴合最好者</translation>
  </message>
  <message>
   <source>Turn and shift the plate in the 3D view; its fit follows</source>
   <translation>在三维视图中旋转和平移接骨板；贴合度随之更新</translation>
  </message>
  <message>
   <source>Two clicks in any view: where it enters, where its tip shall be</source>
   <translation>在任一视图中点击两次：进钉点、钉尖</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>Usual places for screws in the bones that are there</source>
   <translation>现有骨骼中螺钉的常用部位</translation>
  </message>
  <message>
   <source>Where the plan, the implants and the report are written</source>
   <translation>计划、植入物与报告的保存位置</translation>
  </message>
  <message>
   <source>Where:</source>
   <translation>部位：</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>为何不能等待</translation>
  </message>
  <message>
   <source>With screws</source>
   <translation>连同螺钉</translation>
  </message>
  <message>
   <source>of the usual kind</source>
   <translation>采用常用种类</translation>
  </message>
  <message>
   <source>plan.json, bones and implants as STL, report with the bill of materials</source>
   <translation>plan.json、STL 骨骼与植入物、附材料清单的报告</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.guidance</name>
  <message>
   <source>An implant must not stay so: read the lines at the end of section 6.</source>
   <translation>有植入物不可如此放置：请阅读第 6 部分末尾的内容。</translation>
  </message>
  <message>
   <source>Start: choose a segmentation with named bones, or load a plan, and press Take the bones.</source>
   <translation>开始：选择骨骼已命名的分割，或载入计划，然后点击“取骨骼”。</translation>
  </message>
  <message>
   <source>Warnings to read at the end of section 6: {count}.</source>
   <translation>第 6 部分末尾有 {count} 条警告需阅读。</translation>
  </message>
  <message>
   <source>{count} bones. Propose a screw, a plate, a nail, a hip or a knee, or place a screw in the views.</source>
   <translation>{count} 块骨。请推荐螺钉、接骨板、髓内钉、髋关节或膝关节，或在视图中放置螺钉。</translation>
  </message>
  <message>
   <source>{count} implants, nothing to object to. Look at each in the views, then save the plan.</source>
   <translation>{count} 个植入物，未见异议。请在视图中逐一查看，然后保存计划。</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.hip_panel</name>
  <message>
   <source>Sizing the hip:</source>
   <translation>正在测算髋关节：</translation>
  </message>
  <message>
   <source>hip proposed</source>
   <translation>已推荐髋关节</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.knee_panel</name>
  <message>
   <source>Cutting the knee:</source>
   <translation>正在规划膝关节截骨：</translation>
  </message>
  <message>
   <source>knee proposed</source>
   <translation>已推荐膝关节</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.logic</name>
  <message>
   <source>Choose a plate in the list and turn on its handles first.</source>
   <translation>请先在列表中选择接骨板并打开其手柄。</translation>
  </message>
  <message>
   <source>Click twice: where the screw enters the bone, then where its tip shall be.</source>
   <translation>请点击两次：先点进钉点，再点钉尖位置。</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>此处</translation>
  </message>
  <message>
   <source>No model is named as a bone: choose a segmentation with named bones.</source>
   <translation>没有以骨骼命名的模型：请选择骨骼已命名的分割。</translation>
  </message>
  <message>
   <source>No screw is proposed for that bone: place one in the views.</source>
   <translation>该骨没有可推荐的螺钉：请在视图中放置。</translation>
  </message>
  <message>
   <source>There is no screw {name}.</source>
   <translation>没有螺钉 {name}。</translation>
  </message>
  <message>
   <source>moved by hand</source>
   <translation>手动移动</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.plate_panel</name>
  <message>
   <source> {count} holes have no screw.</source>
   <translation> {count} 个孔未置螺钉。</translation>
  </message>
  <message>
   <source>95 %</source>
   <translation>95 % 分位</translation>
  </message>
  <message>
   <source>Mean gap</source>
   <translation>平均间隙</translation>
  </message>
  <message>
   <source>Measuring the canal:</source>
   <translation>正在测量髓腔：</translation>
  </message>
  <message>
   <source>Plate</source>
   <translation>接骨板</translation>
  </message>
  <message>
   <source>Trying the plates:</source>
   <translation>正在试放接骨板：</translation>
  </message>
  <message>
   <source>Within 2 mm</source>
   <translation>2 mm 以内</translation>
  </message>
  <message>
   <source>nail proposed</source>
   <translation>已推荐髓内钉</translation>
  </message>
  <message>
   <source>plate proposed</source>
   <translation>已推荐接骨板</translation>
  </message>
  <message>
   <source>{nail}: the canal is {wide:.1f} mm wide at its isthmus.</source>
   <translation>{nail}：髓腔峡部宽 {wide:.1f} mm。</translation>
  </message>
  <message>
   <source>{plate} is placed. {fit}.</source>
   <translation>已放置 {plate}。{fit}。</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.requirements</name>
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
  <name>ImplantPlannerLib.rows</name>
  <message>
   <source>(radiographic / anatomic / operative, Murray)</source>
   <translation>（影像学 / 解剖学 / 手术学，Murray）</translation>
  </message>
  <message>
   <source>Bone around it: {margin:.1f} mm at its narrowest</source>
   <translation>最窄处周围骨质 {margin:.1f} mm</translation>
  </message>
  <message>
   <source>Covered by bone: {share:.0f} %</source>
   <translation>骨覆盖率：{share:.0f} %</translation>
  </message>
  <message>
   <source>Cup: inclination {ri:.0f}° / {ai:.0f}° / {oi:.0f}°, anteversion {ra:.0f}° / {aa:.0f}° / {oa:.0f}°</source>
   <translation>髋臼杯：外展角 {ri:.0f}° / {ai:.0f}° / {oi:.0f}°，前倾角 {ra:.0f}° / {aa:.0f}° / {oa:.0f}°</translation>
  </message>
  <message>
   <source>Femoral offset: {value:+.1f} mm</source>
   <translation>股骨偏心距：{value:+.1f} mm</translation>
  </message>
  <message>
   <source>Gap {mean:.1f} mm on average, 95 % below {most:.1f} mm; {near:.0f} % within 2 mm</source>
   <translation>平均间隙 {mean:.1f} mm，95 % 小于 {most:.1f} mm；{near:.0f} % 在 2 mm 以内</translation>
  </message>
  <message>
   <source>Hip offset: {value:+.1f} mm</source>
   <translation>髋偏心距：{value:+.1f} mm</translation>
  </message>
  <message>
   <source>Hip-knee-ankle angle: {before:.1f}° before, {after:.1f}° after</source>
   <translation>髋膝踝角：术前 {before:.1f}°，术后 {after:.1f}°</translation>
  </message>
  <message>
   <source>Leg length: {value:+.1f} mm</source>
   <translation>下肢长度：{value:+.1f} mm</translation>
  </message>
  <message>
   <source>Out of the bone by {out:.1f} mm</source>
   <translation>穿出骨外 {out:.1f} mm</translation>
  </message>
  <message>
   <source>Pull-out about {force:.0f} N ({low:.0f} to {high:.0f}), estimated</source>
   <translation>拔出力约 {force:.0f} N（{low:.0f} 至 {high:.0f}），估计值</translation>
  </message>
  <message>
   <source>The catalogue here does not have it any more.</source>
   <translation>此处的产品目录中已无该产品。</translation>
  </message>
  <message>
   <source>Tip-apex distance {distance:.0f} mm</source>
   <translation>尖顶距 {distance:.0f} mm</translation>
  </message>
  <message>
   <source>bone</source>
   <translation>骨</translation>
  </message>
  <message>
   <source>bone meets implant</source>
   <translation>骨与假体相碰</translation>
  </message>
  <message>
   <source>bones meet</source>
   <translation>骨相碰</translation>
  </message>
  <message>
   <source>canal</source>
   <translation>管腔</translation>
  </message>
  <message>
   <source>distal</source>
   <translation>远端</translation>
  </message>
  <message>
   <source>free</source>
   <translation>无阻</translation>
  </message>
  <message>
   <source>implants meet</source>
   <translation>假体相碰</translation>
  </message>
  <message>
   <source>inside</source>
   <translation>位于其内：</translation>
  </message>
  <message>
   <source>joint</source>
   <translation>关节</translation>
  </message>
  <message>
   <source>outside</source>
   <translation>位于其外：</translation>
  </message>
  <message>
   <source>posterior</source>
   <translation>后方</translation>
  </message>
  <message>
   <source>screw</source>
   <translation>螺钉</translation>
  </message>
  <message>
   <source>tibial</source>
   <translation>胫骨</translation>
  </message>
  <message>
   <source>{cut} cut: medial {medial:.1f} mm, lateral {lateral:.1f} mm</source>
   <translation>{cut}截骨：内侧 {medial:.1f} mm，外侧 {lateral:.1f} mm</translation>
  </message>
  <message>
   <source>{diameter:g} × {length:.0f} mm, Gertzbein-Robbins {grade}</source>
   <translation>{diameter:g} × {length:.0f} mm，Gertzbein-Robbins {grade} 级</translation>
  </message>
  <message>
   <source>{distance:.1f} mm to the next {kind}: {name}</source>
   <translation>距最近的{kind} {distance:.1f} mm：{name}</translation>
  </message>
  <message>
   <source>{inside:.0f} mm in bone, tip {tip:.1f} mm before the cortex</source>
   <translation>骨内 {inside:.0f} mm，钉尖距皮质 {tip:.1f} mm</translation>
  </message>
  <message>
   <source>{mean:.0f} HU on average, cortical {share:.0f} %</source>
   <translation>平均 {mean:.0f} HU，皮质占 {share:.0f} %</translation>
  </message>
  <message>
   <source>{part}: over the bone medially {medial:+.1f} mm, laterally {lateral:+.1f} mm</source>
   <translation>{part}：超出骨面，内侧 {medial:+.1f} mm，外侧 {lateral:+.1f} mm</translation>
  </message>
  <message>
   <source>{where} Lewinnek's zone, which is not safe for everybody</source>
   <translation>{where} Lewinnek 安全区（并非对每个人都安全）</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.scene_plan</name>
  <message>
   <source>Implants</source>
   <translation>植入物</translation>
  </message>
  <message>
   <source>No segment is named as a femur, tibia, hip bone, sacrum or vertebra; name them first.</source>
   <translation>没有分割段以股骨、胫骨、髋骨、骶骨或椎骨命名；请先命名。</translation>
  </message>
  <message>
   <source>The image on which {name} was made is not in the scene; load it first.</source>
   <translation>生成 {name} 所用的图像不在场景中；请先载入。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.screw_panel</name>
  <message>
   <source>Click on the bone that shall get a screw, on its left or its right side.</source>
   <translation>请点击需置螺钉的骨骼，在其左侧或右侧。</translation>
  </message>
  <message>
   <source>Click where the screw enters the bone, then where its tip shall be.</source>
   <translation>请先点击进钉点，再点击钉尖位置。</translation>
  </message>
  <message>
   <source>Looking for the widest corridor:</source>
   <translation>正在寻找最宽通道：</translation>
  </message>
  <message>
   <source>Screw</source>
   <translation>螺钉</translation>
  </message>
  <message>
   <source>screw proposed</source>
   <translation>已推荐螺钉</translation>
  </message>
  <message>
   <source>{name}: the corridor is {wide:.1f} mm wide and {long:.0f} mm long.</source>
   <translation>{name}：通道宽 {wide:.1f} mm，长 {long:.0f} mm。</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.session</name>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
  <message>
   <source>There are no bones yet: press Take the bones first.</source>
   <translation>尚无骨骼：请先点击“取骨骼”。</translation>
  </message>
  <message>
   <source>This screw lies in no bone: place it in one.</source>
   <translation>此螺钉不在任何骨内：请置于骨内。</translation>
  </message>
  <message>
   <source>opened</source>
   <translation>已打开</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>已删除</translation>
  </message>
  <message>
   <source>screw placed</source>
   <translation>已放置螺钉</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.sites</name>
  <message>
   <source>3° outward of the posterior condyles</source>
   <translation>后髁外旋 3°</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>左侧</translation>
  </message>
  <message>
   <source>Right</source>
   <translation>右侧</translation>
  </message>
  <message>
   <source>anterior column</source>
   <translation>前柱</translation>
  </message>
  <message>
   <source>by the epicondyles</source>
   <translation>按上髁</translation>
  </message>
  <message>
   <source>femoral neck</source>
   <translation>股骨颈</translation>
  </message>
  <message>
   <source>iliosacral</source>
   <translation>骶髂</translation>
  </message>
  <message>
   <source>left</source>
   <translation>左</translation>
  </message>
  <message>
   <source>pedicle</source>
   <translation>椎弓根</translation>
  </message>
  <message>
   <source>posterior column</source>
   <translation>后柱</translation>
  </message>
  <message>
   <source>right</source>
   <translation>右</translation>
  </message>
  <message>
   <source>trans-sacral</source>
   <translation>经骶</translation>
  </message>
 </context>
 <context>
  <name>ImplantPlannerLib.widget</name>
  <message>
   <source>Article</source>
   <translation>产品</translation>
  </message>
  <message>
   <source>Asking the hub whether you may finalise this plan:</source>
   <translation>正在向枢纽查询能否定稿：</translation>
  </message>
  <message>
   <source>Bone</source>
   <translation>骨</translation>
  </message>
  <message>
   <source>Choose the folder for the plan first.</source>
   <translation>请先选择保存计划的文件夹。</translation>
  </message>
  <message>
   <source>Grade</source>
   <translation>分级</translation>
  </message>
  <message>
   <source>Implant</source>
   <translation>植入物</translation>
  </message>
  <message>
   <source>Making the surfaces:</source>
   <translation>正在生成表面：</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>编号</translation>
  </message>
  <message>
   <source>Pieces</source>
   <translation>数量</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>正在记录紧急情况：</translation>
  </message>
  <message>
   <source>The plan was changed while the hub was asked; save it again.</source>
   <translation>查询期间计划已被修改；请重新保存。</translation>
  </message>
  <message>
   <source>The plan, the implants and the report are in {folder}.</source>
   <translation>计划、植入物与报告已保存至 {folder}。</translation>
  </message>
  <message>
   <source>To order</source>
   <translation>需备产品</translation>
  </message>
  <message>
   <source>Triangles</source>
   <translation>三角形</translation>
  </message>
  <message>
   <source>{count} bones.</source>
   <translation>{count} 块骨。</translation>
  </message>
 </context>
</TS>

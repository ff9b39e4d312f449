<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
   <translation>1. 骨骼</translation>
  </message>
  <message>
   <source>2. Landmarks and angles</source>
   <translation>2. 标志点与角度</translation>
  </message>
  <message>
   <source>3. Correct</source>
   <translation>3. 矫正</translation>
  </message>
  <message>
   <source>4. Cut freely, move by hand</source>
   <translation>4. 自由截骨与手动移动</translation>
  </message>
  <message>
   <source>5. Reduce a fracture</source>
   <translation>5. 骨折复位</translation>
  </message>
  <message>
   <source>6. The plan</source>
   <translation>6. 计划</translation>
  </message>
  <message>
   <source>A plane across the middle of the bone; drag and turn it in the views</source>
   <translation>横过骨骼中部的平面；可在视图中拖动和旋转</translation>
  </message>
  <message>
   <source>A surface model whose name does not say which bone it is</source>
   <translation>名称未表明是哪块骨的表面模型</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>添加</translation>
  </message>
  <message>
   <source>Amber: look at this one; choose a row to see the point, drag it in any view</source>
   <translation>琥珀色：请核对；选中一行可定位该点，可在任一视图中拖动</translation>
  </message>
  <message>
   <source>Amber: outside its normal range; the tip tells method and source</source>
   <translation>琥珀色：超出正常范围；提示中有方法与来源</translation>
  </message>
  <message>
   <source>Axes in the views</source>
   <translation>在视图中显示轴线</translation>
  </message>
  <message>
   <source>Back to the plan</source>
   <translation>回到计划位置</translation>
  </message>
  <message>
   <source>Before, and what was measured again on the moved bones in each variant</source>
   <translation>术前值，以及各方案中在移动后的骨骼上重新测量的值</translation>
  </message>
  <message>
   <source>Blade with which the cut is made</source>
   <translation>截骨所用锯片</translation>
  </message>
  <message>
   <source>Bone:</source>
   <translation>骨骼：</translation>
  </message>
  <message>
   <source>Bring a saved plan and its bones into the scene</source>
   <translation>将已保存的计划及其骨骼载入场景</translation>
  </message>
  <message>
   <source>Bring the chosen fragments together; the largest stays</source>
   <translation>将所选骨块合拢；最大者不动</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Change slope by:</source>
   <translation>后倾角改变：</translation>
  </message>
  <message>
   <source>Choose</source>
   <translation>选用</translation>
  </message>
  <message>
   <source>Choose one row; turn and shift it in the 3D view, its fit follows</source>
   <translation>选择一行；在三维视图中旋转和平移，匹配情况随之更新</translation>
  </message>
  <message>
   <source>Collect the bones of the segmentation, or the models of the scene that are named as bones</source>
   <translation>取分割中的骨骼，或场景中以骨骼命名的模型</translation>
  </message>
  <message>
   <source>Compute the cut and the move, carry them out on the bones and measure again</source>
   <translation>计算截骨与移动，在骨骼上实施并重新测量</translation>
  </message>
  <message>
   <source>Coronal and sagittal drawing as PDF</source>
   <translation>冠状面与矢状面图（PDF）</translation>
  </message>
  <message>
   <source>Correct for soft tissue (JLCA)</source>
   <translation>软组织校正 (JLCA)</translation>
  </message>
  <message>
   <source>Cut here</source>
   <translation>在此截骨</translation>
  </message>
  <message>
   <source>Cut the fibula below its head at:</source>
   <translation>同时截断腓骨，腓骨头下：</translation>
  </message>
  <message>
   <source>Cut the fibula with the tibia; its lower part goes with that of the tibia. Usually 100 to 150 mm</source>
   <translation>随胫骨一起截断腓骨，其远端随胫骨远端移动。通常为腓骨头下 100 至 150 mm</translation>
  </message>
  <message>
   <source>Cut with the chosen saw; the distal fragment can then be moved</source>
   <translation>用所选锯片截骨；随后可移动远端骨块</translation>
  </message>
  <message>
   <source>Cut:</source>
   <translation>截骨方式：</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Draw the axes and joint lines as markups</source>
   <translation>以标注绘出轴线与关节线</translation>
  </message>
  <message>
   <source>Emergency: save anyway</source>
   <translation>紧急：仍然保存</translation>
  </message>
  <message>
   <source>Find landmarks and measure</source>
   <translation>识别标志点并测量</translation>
  </message>
  <message>
   <source>Finds landmarks on the leg's bones and measures axes and angles; plans osteotomies, carries them out on the bones and measures again; reduces fractures; writes a plan and a report that a surgeon signs.</source>
   <translation>识别下肢骨骼的标志点，测量轴线与角度；规划截骨，在骨骼上实施并重新测量；骨折复位；生成供医师签字的计划与报告。</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>用于手术规划、科研与教学。未经医疗器械审批；由医师决定。</translation>
  </message>
  <message>
   <source>Fragment:</source>
   <translation>骨块：</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>在没有准入的情况下以您的名义继续；由质控人员复核</translation>
  </message>
  <message>
   <source>Handles for the chosen fragment</source>
   <translation>所选骨块的手柄</translation>
  </message>
  <message>
   <source>Handles in the 3D view</source>
   <translation>三维视图中的手柄</translation>
  </message>
  <message>
   <source>Healthy side:</source>
   <translation>健侧：</translation>
  </message>
  <message>
   <source>Hinge in the views</source>
   <translation>在视图中显示铰链点</translation>
  </message>
  <message>
   <source>How far below the tip of its head the fibula is cut</source>
   <translation>腓骨截骨处距腓骨头尖的距离</translation>
  </message>
  <message>
   <source>How much the posterior slope shall change; 0 keeps it</source>
   <translation>后倾角改变多少；0 为保持不变</translation>
  </message>
  <message>
   <source>Keep as variant</source>
   <translation>保存为方案</translation>
  </message>
  <message>
   <source>Keep this place</source>
   <translation>保留此位置</translation>
  </message>
  <message>
   <source>Keep this plan under that name</source>
   <translation>以该名称保存此计划</translation>
  </message>
  <message>
   <source>Labelled bones; leave empty to take models whose names are those of bones</source>
   <translation>已标注的骨骼；留空则取以骨骼命名的模型</translation>
  </message>
  <message>
   <source>Landmarks are placed on every bone; drag one in a view and all angles follow</source>
   <translation>在每块骨上放置标志点；在视图中拖动任一点，所有角度随之更新</translation>
  </message>
  <message>
   <source>Load line at:</source>
   <translation>负重线位置：</translation>
  </message>
  <message>
   <source>Make the fragment's new place part of the plan and measure its fit again</source>
   <translation>将骨折块的新位置纳入计划并重新测量其贴合</translation>
  </message>
  <message>
   <source>Make the new place part of the plan and measure again</source>
   <translation>将新位置纳入计划并重新测量</translation>
  </message>
  <message>
   <source>Name under which the plan is kept beside the others</source>
   <translation>与其他方案并列保存时的名称</translation>
  </message>
  <message>
   <source>Open a plan...</source>
   <translation>打开计划…</translation>
  </message>
  <message>
   <source>Osteotomy Simulator</source>
   <translation>截骨模拟</translation>
  </message>
  <message>
   <source>Osteotomy:</source>
   <translation>截骨：</translation>
  </message>
  <message>
   <source>Place a plane</source>
   <translation>放置平面</translation>
  </message>
  <message>
   <source>Plan it</source>
   <translation>规划</translation>
  </message>
  <message>
   <source>Put the fragment where the plan has it</source>
   <translation>将骨块放回计划位置</translation>
  </message>
  <message>
   <source>Radius of a dome, height of a step or Z</source>
   <translation>穹顶半径，台阶或 Z 形的高度</translation>
  </message>
  <message>
   <source>Recorded with your name, and reviewed afterwards</source>
   <translation>以您的姓名记录，事后复核</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Reduce</source>
   <translation>复位</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Remove the variant of the chosen column</source>
   <translation>删除所选列的方案</translation>
  </message>
  <message>
   <source>Save plan and report</source>
   <translation>保存计划与报告</translation>
  </message>
  <message>
   <source>Save the figure...</source>
   <translation>保存图…</translation>
  </message>
  <message>
   <source>Saw:</source>
   <translation>锯片：</translation>
  </message>
  <message>
   <source>Segmentation:</source>
   <translation>分割：</translation>
  </message>
  <message>
   <source>Show the hinge as a point; drag it and plan again</source>
   <translation>以点显示铰链；拖动后重新规划</translation>
  </message>
  <message>
   <source>Side:</source>
   <translation>侧别：</translation>
  </message>
  <message>
   <source>Size:</source>
   <translation>尺寸：</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Take (JLCA - 2)/2 degrees off the correction (Micicoi)</source>
   <translation>矫正量减去 (JLCA - 2)/2 度 (Micicoi)</translation>
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
   <source>Take this model as that bone</source>
   <translation>将此模型作为该骨</translation>
  </message>
  <message>
   <source>The bones that the plan is made on</source>
   <translation>计划所用的骨骼</translation>
  </message>
  <message>
   <source>The models that are fragments: choose two or more</source>
   <translation>作为骨块的模型：选择两个或更多</translation>
  </message>
  <message>
   <source>The plane says where; its red axis is the way of the saw, its blue one points to the proximal fragment</source>
   <translation>平面决定位置；红轴为锯的方向，蓝轴指向近端骨块</translation>
  </message>
  <message>
   <source>The same bone of the other side; it is mirrored. Leave empty to fit the fragments to each other only</source>
   <translation>对侧同名骨，将作镜像；留空则仅使骨块相互匹配</translation>
  </message>
  <message>
   <source>The variant of the chosen column is the one to be done</source>
   <translation>采用所选列的方案</translation>
  </message>
  <message>
   <source>Turn and shift the fragment with the mouse; angles and gaps follow</source>
   <translation>用鼠标旋转和平移骨块；角度与间隙随之更新</translation>
  </message>
  <message>
   <source>Turn the hinge line so that the posterior slope changes by this much; 0 keeps it</source>
   <translation>旋转铰链线，使后倾角改变此值；0 为保持不变</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>Variant A</source>
   <translation>方案 A</translation>
  </message>
  <message>
   <source>Where and how the bone is cut</source>
   <translation>截骨的部位与方式</translation>
  </message>
  <message>
   <source>Where the mechanical axis shall cross the plateau: 0 is its medial, 100 its lateral edge; Fujisawa's point is 62.5</source>
   <translation>机械轴应通过平台的位置：0 为内侧缘，100 为外侧缘；Fujisawa 点为 62.5</translation>
  </message>
  <message>
   <source>Where the plan, its bones and the report are written</source>
   <translation>计划、骨骼与报告的保存位置</translation>
  </message>
  <message>
   <source>Which bone is cut</source>
   <translation>截哪块骨</translation>
  </message>
  <message>
   <source>Which bone this model is</source>
   <translation>此模型是哪块骨</translation>
  </message>
  <message>
   <source>Which fragment is moved</source>
   <translation>移动哪个骨块</translation>
  </message>
  <message>
   <source>Which leg is planned; bones of the other side serve for comparison</source>
   <translation>规划哪侧下肢；对侧骨骼用于比较</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>为何不能等待</translation>
  </message>
  <message>
   <source>plan.json, bones as STL, report with figures and a place for a signature</source>
   <translation>plan.json、STL 骨骼、附图并留签字处的报告</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.correct_panel</name>
  <message>
   <source>Before</source>
   <translation>术前</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>测量项</translation>
  </message>
  <message>
   <source>There is no variant yet: press Plan it first.</source>
   <translation>尚无方案：请先点击“规划”。</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.corrections</name>
  <message>
   <source>Both: proximal tibia and distal femur</source>
   <translation>双平面：胫骨近端与股骨远端</translation>
  </message>
  <message>
   <source>Distal femur, closing laterally</source>
   <translation>股骨远端，外侧闭合</translation>
  </message>
  <message>
   <source>Distal femur, closing medially</source>
   <translation>股骨远端，内侧闭合</translation>
  </message>
  <message>
   <source>Distal femur, opening laterally</source>
   <translation>股骨远端，外侧撑开</translation>
  </message>
  <message>
   <source>Femoral torsion (Murphy):</source>
   <translation>股骨扭转角（Murphy 法）：</translation>
  </message>
  <message>
   <source>Length gained:</source>
   <translation>延长长度：</translation>
  </message>
  <message>
   <source>Lengthen the femur</source>
   <translation>股骨延长</translation>
  </message>
  <message>
   <source>Lengthen the tibia</source>
   <translation>胫骨延长</translation>
  </message>
  <message>
   <source>Load line at:</source>
   <translation>负重线位置：</translation>
  </message>
  <message>
   <source>Proximal tibia, closing laterally</source>
   <translation>胫骨近端，外侧闭合</translation>
  </message>
  <message>
   <source>Proximal tibia, closing medially</source>
   <translation>胫骨近端，内侧闭合</translation>
  </message>
  <message>
   <source>Proximal tibia, opening medially</source>
   <translation>胫骨近端，内侧撑开</translation>
  </message>
  <message>
   <source>Proximal tibia, opening medially, two planes</source>
   <translation>胫骨近端，内侧撑开，双平面</translation>
  </message>
  <message>
   <source>This correction needs the bone {bone}; add its model above.</source>
   <translation>此矫正需要骨骼 {bone}；请在上方添加其模型。</translation>
  </message>
  <message>
   <source>Tibial torsion (Jend):</source>
   <translation>胫骨扭转角（Jend 法）：</translation>
  </message>
  <message>
   <source>Turn the femur's shaft</source>
   <translation>股骨干旋转</translation>
  </message>
  <message>
   <source>Turn the tibia's shaft</source>
   <translation>胫骨干旋转</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.fracture_session</name>
  <message>
   <source>Fracture</source>
   <translation>骨折</translation>
  </message>
  <message>
   <source>Reduction</source>
   <translation>复位</translation>
  </message>
  <message>
   <source>begun</source>
   <translation>新建</translation>
  </message>
  <message>
   <source>reduced</source>
   <translation>复位</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.free_cuts</name>
  <message>
   <source>Dome (cylinder)</source>
   <translation>穹顶（圆柱）</translation>
  </message>
  <message>
   <source>Height of the Z:</source>
   <translation>Z 形高度：</translation>
  </message>
  <message>
   <source>Height of the step:</source>
   <translation>台阶高度：</translation>
  </message>
  <message>
   <source>Plane</source>
   <translation>平面</translation>
  </message>
  <message>
   <source>Radius:</source>
   <translation>半径：</translation>
  </message>
  <message>
   <source>Step</source>
   <translation>台阶</translation>
  </message>
  <message>
   <source>The plane misses the bone; drag it onto the bone.</source>
   <translation>平面未与骨骼相交；请将其拖到骨骼上。</translation>
  </message>
  <message>
   <source>There is no plane yet: press Place a plane and drag it to where the bone is to be cut.</source>
   <translation>尚无平面：请点击“放置平面”并拖动到截骨处。</translation>
  </message>
  <message>
   <source>Z</source>
   <translation>Z 形</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.guidance</name>
  <message>
   <source>Landmarks were moved since this was planned: press Plan it again.</source>
   <translation>规划之后标志点已移动：请再次点击“规划”。</translation>
  </message>
  <message>
   <source>Measured. Compare with the normal ranges, then choose an osteotomy and press Plan it.</source>
   <translation>测量完成。请与正常范围比较，然后选择截骨方式并点击“规划”。</translation>
  </message>
  <message>
   <source>Planned and measured again on the moved bones. Keep it as a variant, or save it below.</source>
   <translation>已规划，并在移动后的骨骼上重新测量。可保存为方案，或在下方保存。</translation>
  </message>
  <message>
   <source>Planned; warnings to read in section 6: {count}.</source>
   <translation>已规划；第 6 部分中有 {count} 条警告需阅读。</translation>
  </message>
  <message>
   <source>Start: choose a segmentation with named bones, or load models, and press Take the bones.</source>
   <translation>开始：选择骨骼已命名的分割，或载入模型，然后点击“取骨骼”。</translation>
  </message>
  <message>
   <source>The plan must not be done so: read the lines at the end of section 6.</source>
   <translation>不可按此计划实施：请阅读第 6 部分末尾的内容。</translation>
  </message>
  <message>
   <source>{count} bones. Choose the side and press Find landmarks and measure.</source>
   <translation>{count} 块骨。请选择侧别，然后点击“识别标志点并测量”。</translation>
  </message>
  <message>
   <source>{count} fragments of one bone. Look at the healthy side in section 5 and press Reduce.</source>
   <translation>同一骨的 {count} 个骨折块。请核对第 5 部分的健侧，然后按“复位”。</translation>
  </message>
  <message>
   <source>{count} landmarks are amber: look at them, drag what is wrong; then choose an osteotomy.</source>
   <translation>{count} 个标志点为琥珀色：请核对，拖动有误者；然后选择截骨方式。</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.logic</name>
  <message>
   <source>Choose a model first.</source>
   <translation>请先选择模型。</translation>
  </message>
  <message>
   <source>Leg</source>
   <translation>下肢</translation>
  </message>
  <message>
   <source>No landmarks were found.</source>
   <translation>未识别到标志点。</translation>
  </message>
  <message>
   <source>No model is named as a bone of the leg: choose a segmentation, or add models one by one below.</source>
   <translation>没有以下肢骨命名的模型：请选择分割，或在下方逐个添加模型。</translation>
  </message>
  <message>
   <source>Pelvis</source>
   <translation>骨盆</translation>
  </message>
  <message>
   <source>Spine</source>
   <translation>脊柱</translation>
  </message>
  <message>
   <source>There are no bones yet: press Take the bones first.</source>
   <translation>尚无骨骼：请先点击“取骨骼”。</translation>
  </message>
  <message>
   <source>landmark moved</source>
   <translation>标志点已移动</translation>
  </message>
  <message>
   <source>measured</source>
   <translation>已测量</translation>
  </message>
  <message>
   <source>side changed</source>
   <translation>侧别已更改</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.reduce_panel</name>
  <message>
   <source>Bringing the fragments together:</source>
   <translation>正在合拢骨块：</translation>
  </message>
  <message>
   <source>Fragment</source>
   <translation>骨块</translation>
  </message>
  <message>
   <source>Gap left</source>
   <translation>残余间隙</translation>
  </message>
  <message>
   <source>The fragments are together; look at every one before you go on.</source>
   <translation>骨块已合拢；继续之前请逐一核对。</translation>
  </message>
  <message>
   <source>{count} fragments are not sure: look at the amber rows and nudge them by hand.</source>
   <translation>{count} 个骨块不确定：请核对琥珀色行并手动微调。</translation>
  </message>
  <message>
   <source>{distance:.1f} mm off the healthy side</source>
   <translation>与健侧相差 {distance:.1f} mm</translation>
  </message>
  <message>
   <source>{name}: gap {gap:.1f} mm, touching {area:.0f} mm², {depth:.1f} mm into its neighbour</source>
   <translation>{name}：间隙 {gap:.1f} mm，接触 {area:.0f} mm²，进入邻块 {depth:.1f} mm</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.reduction</name>
  <message>
   <source>Choose two or more fragments in the list first.</source>
   <translation>请先在列表中选择两个或更多骨块。</translation>
  </message>
  <message>
   <source>The healthy side is among the chosen fragments; take it out of the choice.</source>
   <translation>健侧模型在所选骨块之中；请将其取消选择。</translation>
  </message>
  <message>
   <source>stays</source>
   <translation>不动</translation>
  </message>
  <message>
   <source>touches none</source>
   <translation>未接触</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.requirements</name>
  <message>
   <source>Download and install these packages from the Python package index (about 200 MB)? Nothing of Slicer's own is replaced.</source>
   <translation>从 Python 软件包索引下载并安装这些软件包（约 200 MB）？不会替换 Slicer 自带的任何内容。</translation>
  </message>
  <message>
   <source>The packages are installed. Restart 3D Slicer, which still uses the former {names}.</source>
   <translation>软件包已安装。请重新启动 3D Slicer，它仍在使用旧的 {names}。</translation>
  </message>
  <message>
   <source>The packages could not be installed (no network, or a package that does not fit this Slicer; the Python console has the details). &lt;a href="install"&gt;Try again&lt;/a&gt;</source>
   <translation>软件包无法安装（无网络，或某软件包与此 Slicer 不兼容；详情见 Python 控制台）。&lt;a href="install"&gt;重试&lt;/a&gt;</translation>
  </message>
  <message>
   <source>This module needs Python packages that are not installed yet: {names}. &lt;a href="install"&gt;Install them&lt;/a&gt;</source>
   <translation>本模块需要尚未安装的 Python 软件包：{names}。&lt;a href="install"&gt;安装&lt;/a&gt;</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.rows</name>
  <message>
   <source>Before</source>
   <translation>术前</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>测量项</translation>
  </message>
  <message>
   <source>by hand</source>
   <translation>手工</translation>
  </message>
  <message>
   <source>coronal</source>
   <translation>冠状面</translation>
  </message>
  <message>
   <source>procurvatum</source>
   <translation>前弓</translation>
  </message>
  <message>
   <source>recurvatum</source>
   <translation>反屈</translation>
  </message>
  <message>
   <source>sagittal</source>
   <translation>矢状面</translation>
  </message>
  <message>
   <source>valgus</source>
   <translation>外翻</translation>
  </message>
  <message>
   <source>varus</source>
   <translation>内翻</translation>
  </message>
  <message>
   <source>{bone}, {plane}: CORA {angle:.1f}° {direction} at {level:.0f} % of its length</source>
   <translation>{bone}，{plane}：CORA {angle:.1f}° {direction}，位于全长 {level:.0f} % 处</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.session</name>
  <message>
   <source>Choose a bone of the plan first.</source>
   <translation>请先选择计划中的骨骼。</translation>
  </message>
  <message>
   <source>Give the variant a name first.</source>
   <translation>请先为方案命名。</translation>
  </message>
  <message>
   <source>No fragment was moved: turn on the handles and move one.</source>
   <translation>没有移动任何骨块：请打开手柄并移动一个。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>此场景的计划</translation>
  </message>
  <message>
   <source>There is no hinge yet: press Plan it first.</source>
   <translation>尚无铰链：请先点击“规划”。</translation>
  </message>
  <message>
   <source>There is no plan yet: press Find landmarks and measure first.</source>
   <translation>尚无计划：请先点击“识别标志点并测量”。</translation>
  </message>
  <message>
   <source>There is no variant yet: press Plan it first.</source>
   <translation>尚无方案：请先点击“规划”。</translation>
  </message>
  <message>
   <source>chosen</source>
   <translation>已选用</translation>
  </message>
  <message>
   <source>cut</source>
   <translation>已截骨</translation>
  </message>
  <message>
   <source>kept</source>
   <translation>已保存</translation>
  </message>
  <message>
   <source>moved by hand</source>
   <translation>手动移动</translation>
  </message>
  <message>
   <source>opened</source>
   <translation>已打开</translation>
  </message>
  <message>
   <source>planned</source>
   <translation>已规划</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>已删除</translation>
  </message>
  <message>
   <source>{piece} stays in this plan; move the fragment that is corrected.</source>
   <translation>{piece} 在此计划中不动；请移动被矫正的骨块。</translation>
  </message>
 </context>
 <context>
  <name>OsteotomySimulatorLib.widget</name>
  <message>
   <source>Asking the hub whether you may finalise this plan:</source>
   <translation>正在向枢纽查询能否定稿：</translation>
  </message>
  <message>
   <source>Bone</source>
   <translation>骨骼</translation>
  </message>
  <message>
   <source>Choose the folder for the plan first.</source>
   <translation>请先选择保存计划的文件夹。</translation>
  </message>
  <message>
   <source>Error</source>
   <translation>误差</translation>
  </message>
  <message>
   <source>Finding the landmarks:</source>
   <translation>正在识别标志点：</translation>
  </message>
  <message>
   <source>Landmark</source>
   <translation>标志点</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>左侧</translation>
  </message>
  <message>
   <source>Making the surfaces:</source>
   <translation>正在生成表面：</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>测量项</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Normal</source>
   <translation>正常</translation>
  </message>
  <message>
   <source>Not measurable with these bones: {names}.</source>
   <translation>以现有骨骼无法测量：{names}。</translation>
  </message>
  <message>
   <source>Other side</source>
   <translation>对侧</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>正在记录紧急情况：</translation>
  </message>
  <message>
   <source>Right</source>
   <translation>右侧</translation>
  </message>
  <message>
   <source>Sure</source>
   <translation>置信度</translation>
  </message>
  <message>
   <source>The drawing is in {folder}.</source>
   <translation>图已保存至 {folder}。</translation>
  </message>
  <message>
   <source>The plan was changed while the hub was asked; save it again.</source>
   <translation>查询期间计划已被修改；请重新保存。</translation>
  </message>
  <message>
   <source>The plan, its bones and the report are in {folder}.</source>
   <translation>计划、骨骼与报告已保存至 {folder}。</translation>
  </message>
  <message>
   <source>Triangles</source>
   <translation>三角形</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>值</translation>
  </message>
 </context>
</TS>

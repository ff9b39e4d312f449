<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>GuideDesigner</name>
  <message>
   <source> mm</source>
   <translation> mm</translation>
  </message>
  <message>
   <source>1. What is guided</source>
   <translation>1. 引导什么</translation>
  </message>
  <message>
   <source>2. The guide</source>
   <translation>2. 导板</translation>
  </message>
  <message>
   <source>3. Design and check</source>
   <translation>3. 设计与检查</translation>
  </message>
  <message>
   <source>4. Print and plan</source>
   <translation>4. 打印与计划</translation>
  </message>
  <message>
   <source>A JSON file of all these sizes</source>
   <translation>保存全部尺寸的 JSON 文件</translation>
  </message>
  <message>
   <source>A dome cut is a row of drill holes along its arc, joined with an osteotome</source>
   <translation>圆顶截骨由沿弧线的一排钻孔构成，再用骨刀连通</translation>
  </message>
  <message>
   <source>A drill sleeve for every screw that the plan has in this bone</source>
   <translation>为计划在该骨中的每枚螺钉设一个钻套</translation>
  </message>
  <message>
   <source>A plane becomes a saw cut, a line a hole, a point a window in the base</source>
   <translation>平面成为锯切，直线成为孔，点成为底座上的观察窗</translation>
  </message>
  <message>
   <source>A plane, line or point list that is in the scene already</source>
   <translation>场景中已有的平面、直线或点列表</translation>
  </message>
  <message>
   <source>A thinner wall is told</source>
   <translation>更薄的壁会被指出</translation>
  </message>
  <message>
   <source>Add to the plan</source>
   <translation>加入计划</translation>
  </message>
  <message>
   <source>Add:</source>
   <translation>添加：</translation>
  </message>
  <message>
   <source>Added to the diameter of drill sleeves</source>
   <translation>加在钻套直径上</translation>
  </message>
  <message>
   <source>Added to the diameter of wire holes</source>
   <translation>加在克氏针孔直径上</translation>
  </message>
  <message>
   <source>Added to the kerf of the blade</source>
   <translation>加在锯缝宽度上</translation>
  </message>
  <message>
   <source>Added to the width of the blade or its sweep</source>
   <translation>加在锯片宽度或摆幅上</translation>
  </message>
  <message>
   <source>Also as STL in DICOM, for the PACS</source>
   <translation>同时写成 DICOM 封装的 STL，供 PACS 使用</translation>
  </message>
  <message>
   <source>Amber: look here; the tip says what was measured. Click a row with a place: the views go there</source>
   <translation>琥珀色：请查看；提示说明测量内容。点击有位置的一行，视图会移到该处</translation>
  </message>
  <message>
   <source>An osteotomy of the plan in this scene, or only what is placed below</source>
   <translation>本场景计划中的截骨，或仅限下方放置的内容</translation>
  </message>
  <message>
   <source>Arrow</source>
   <translation>箭头</translation>
  </message>
  <message>
   <source>As a draft</source>
   <translation>作为草稿</translation>
  </message>
  <message>
   <source>Base around slots and holes:</source>
   <translation>底座超出槽与孔：</translation>
  </message>
  <message>
   <source>Base up and down the bone:</source>
   <translation>底座沿骨面起伏：</translation>
  </message>
  <message>
   <source>Between two holes of the row; the wall between their sleeves is thinner by the tolerance of drills</source>
   <translation>该排相邻两孔之间；套筒之间的壁再薄一个钻孔公差</translation>
  </message>
  <message>
   <source>Blade is led over:</source>
   <translation>锯片导向长度：</translation>
  </message>
  <message>
   <source>Blade of the saw cuts that were placed; an osteotomy of the plan has its own</source>
   <translation>所放置锯切使用的锯片；计划中的截骨自带锯片</translation>
  </message>
  <message>
   <source>Bone between its holes:</source>
   <translation>孔间骨桥：</translation>
  </message>
  <message>
   <source>Bone:</source>
   <translation>骨：</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Comes off freely over:</source>
   <translation>自由取下距离：</translation>
  </message>
  <message>
   <source>Cuts, holes and windows that were placed in the views</source>
   <translation>在视图中放置的锯切、孔与观察窗</translation>
  </message>
  <message>
   <source>DICOM</source>
   <translation>DICOM</translation>
  </message>
  <message>
   <source>Design the guide</source>
   <translation>设计导板</translation>
  </message>
  <message>
   <source>Designs a guide that fits one bone and leads saw, drills and wires; for an osteotomy of a plan or for planes and lines in the views. Measures on the finished guide whether it fits, holds and can be printed; amber means: look here. Writes STL, 3MF, GLB, print files, and the plan's step that makes it again.</source>
   <translation>设计与一块骨贴合、引导锯片、钻头和克氏针的导板；可用于计划中的截骨，或视图中的平面与直线。在完成的导板上测量其是否贴合、稳固、可打印；黄色表示请查看。输出 STL、3MF、GLB、打印文件，以及计划中可重新生成该导板的步骤。</translation>
  </message>
  <message>
   <source>Diameter of the drill, wire or window; of the chosen row, where one is chosen</source>
   <translation>钻头、克氏针或观察窗的直径；选中某行时为该行的直径</translation>
  </message>
  <message>
   <source>Do it again</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Drag the ends of the arrow in the views and design again; else the way is found</source>
   <translation>在视图中拖动箭头两端后重新设计；否则自动寻找方向</translation>
  </message>
  <message>
   <source>Drill for dome cuts:</source>
   <translation>圆顶截骨钻头：</translation>
  </message>
  <message>
   <source>Drill tolerance:</source>
   <translation>钻孔公差：</translation>
  </message>
  <message>
   <source>Emergency: write anyway</source>
   <translation>紧急：仍然写出</translation>
  </message>
  <message>
   <source>Extra gap that an undercut may leave before the base ends</source>
   <translation>底座终止前倒凹处允许的额外间隙</translation>
  </message>
  <message>
   <source>Fineness:</source>
   <translation>精细度：</translation>
  </message>
  <message>
   <source>Folder:</source>
   <translation>文件夹：</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>用于规划、研究和教学。非注册医疗器械；由外科医生决定。</translation>
  </message>
  <message>
   <source>Gap at undercuts:</source>
   <translation>倒凹处间隙：</translation>
  </message>
  <message>
   <source>Gap between bone and base, kept everywhere</source>
   <translation>骨与底座之间处处保持的间隙</translation>
  </message>
  <message>
   <source>Gap to other bones and parts, also on its way</source>
   <translation>与其他骨和部件的间隙，取放途中亦然</translation>
  </message>
  <message>
   <source>Gap to other bones:</source>
   <translation>与其他骨的间隙：</translation>
  </message>
  <message>
   <source>Gap to the bone:</source>
   <translation>与骨的间隙：</translation>
  </message>
  <message>
   <source>Goes on without an admission, by your name; the quality officer reviews it</source>
   <translation>在没有准入的情况下以您的名义继续；由质控人员复核</translation>
  </message>
  <message>
   <source>Grip that passes:</source>
   <translation>合格的稳固度：</translation>
  </message>
  <message>
   <source>Guide Designer</source>
   <translation>导板设计</translation>
  </message>
  <message>
   <source>Guide as STL, 3MF and GLB, print files, pictures, checks and parameters</source>
   <translation>导板的 STL、3MF 与 GLB、打印文件、图片、检查和参数</translation>
  </message>
  <message>
   <source>Guide for the moved fragments</source>
   <translation>设计复位导板</translation>
  </message>
  <message>
   <source>Guide, print files with the best way to lie, pictures, checks, parameters</source>
   <translation>导板、带最佳摆放方向的打印文件、图片、检查、参数</translation>
  </message>
  <message>
   <source>Height of capitals</source>
   <translation>大写字母高度</translation>
  </message>
  <message>
   <source>Height of letters:</source>
   <translation>字高：</translation>
  </message>
  <message>
   <source>Height of sleeves above the bone</source>
   <translation>套筒高出骨面</translation>
  </message>
  <message>
   <source>Height of sleeves:</source>
   <translation>套筒高度：</translation>
  </message>
  <message>
   <source>Holds the fragments where the plan moves them, on the holes of this guide; needs holes in both</source>
   <translation>利用本导板的孔，把骨块固定在计划的位置；两骨块上都需要孔</translation>
  </message>
  <message>
   <source>How far letters stand out</source>
   <translation>字母凸起高度</translation>
  </message>
  <message>
   <source>How far the base follows the bone up and down along the way it goes on</source>
   <translation>底座沿就位方向随骨面起伏的范围</translation>
  </message>
  <message>
   <source>How far the base reaches beyond slots and sleeves</source>
   <translation>底座超出槽与套筒的距离</translation>
  </message>
  <message>
   <source>How far the blade is led, from the highest bone under the slot</source>
   <translation>自槽下最高骨面起锯片被引导的长度</translation>
  </message>
  <message>
   <source>How far the guide must come off freely</source>
   <translation>导板须能自由取下的距离</translation>
  </message>
  <message>
   <source>How much the gap must open for 1 mm of sliding, for a fit of one place only</source>
   <translation>滑动 1 mm 时间隙须张开多少，才算位置唯一</translation>
  </message>
  <message>
   <source>Image:</source>
   <translation>影像：</translation>
  </message>
  <message>
   <source>It comes off along the arrow</source>
   <translation>沿箭头方向取下</translation>
  </message>
  <message>
   <source>K-wire tolerance:</source>
   <translation>克氏针公差：</translation>
  </message>
  <message>
   <source>Length, width and kerf of the blade that the plan cuts with</source>
   <translation>计划所用锯片的长度、宽度和锯缝</translation>
  </message>
  <message>
   <source>Letters stand out by:</source>
   <translation>字母凸起：</translation>
  </message>
  <message>
   <source>Load</source>
   <translation>载入</translation>
  </message>
  <message>
   <source>Make it a cut, hole or window of the guide</source>
   <translation>作为导板的锯切、孔或观察窗</translation>
  </message>
  <message>
   <source>Make the guide on the bone and measure everything on it; a former one is replaced</source>
   <translation>在骨上生成导板并测量各项；替换原有导板</translation>
  </message>
  <message>
   <source>Metal insert:</source>
   <translation>金属衬片：</translation>
  </message>
  <message>
   <source>Not this</source>
   <translation>不用此项</translation>
  </message>
  <message>
   <source>Osteotomy:</source>
   <translation>截骨：</translation>
  </message>
  <message>
   <source>Other sizes</source>
   <translation>其他尺寸</translation>
  </message>
  <message>
   <source>Place in the views</source>
   <translation>在视图中放置</translation>
  </message>
  <message>
   <source>Print time and cost</source>
   <translation>打印时间与费用</translation>
  </message>
  <message>
   <source>PrusaSlicer slices it; it must be installed</source>
   <translation>由 PrusaSlicer 切片；须已安装</translation>
  </message>
  <message>
   <source>Raised letters on the guide: patient, side, which guide</source>
   <translation>导板上的凸字：患者、侧别、导板名称</translation>
  </message>
  <message>
   <source>Recorded with your name, and reviewed afterwards</source>
   <translation>会以您的姓名记录，事后复核</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Rooms of saws and drills</source>
   <translation>锯与钻的空间</translation>
  </message>
  <message>
   <source>Rounding of edges:</source>
   <translation>边缘圆角：</translation>
  </message>
  <message>
   <source>Rounding of the outer edges of the base</source>
   <translation>底座外缘圆角</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>保存</translation>
  </message>
  <message>
   <source>Saw:</source>
   <translation>锯片：</translation>
  </message>
  <message>
   <source>Screws of the plan</source>
   <translation>计划中的螺钉</translation>
  </message>
  <message>
   <source>Set the size that makes the thin wall thick enough, and design the guide again</source>
   <translation>设置使薄壁足够厚的尺寸，并重新设计导板</translation>
  </message>
  <message>
   <source>Show the guide that there was before</source>
   <translation>显示之前的导板</translation>
  </message>
  <message>
   <source>Show what is kept free</source>
   <translation>显示须保持空出的空间</translation>
  </message>
  <message>
   <source>Slot longer than the blade by:</source>
   <translation>槽比锯片长：</translation>
  </message>
  <message>
   <source>Slot tolerance:</source>
   <translation>槽公差：</translation>
  </message>
  <message>
   <source>Spacing of the grid on which the base is made</source>
   <translation>生成底座所用网格的间距</translation>
  </message>
  <message>
   <source>Stop; nothing of it is kept</source>
   <translation>停止；不保留任何结果</translation>
  </message>
  <message>
   <source>Take all sizes from this file, or from the parameters.json of an earlier guide</source>
   <translation>从此文件或以前导板的 parameters.json 读取全部尺寸</translation>
  </message>
  <message>
   <source>Text:</source>
   <translation>文字：</translation>
  </message>
  <message>
   <source>The DICOM file joins the study of this image</source>
   <translation>DICOM 文件归入该影像的检查</translation>
  </message>
  <message>
   <source>The chosen rows are no longer guided; they stay in the scene</source>
   <translation>所选行不再被引导；仍留在场景中</translation>
  </message>
  <message>
   <source>The plan in this scene makes this guide again, and the one for the moved fragments where there is one</source>
   <translation>场景中的计划会重新生成此导板；若有移动骨块的导板，也一并生成</translation>
  </message>
  <message>
   <source>The way on which it comes off</source>
   <translation>取下方向</translation>
  </message>
  <message>
   <source>The whole bone, before the cut</source>
   <translation>截骨前的整骨</translation>
  </message>
  <message>
   <source>Then click: a plane beside the bone where the saw comes from; a line from outside into the bone</source>
   <translation>然后点击：平面点在骨旁锯片进入侧；直线由骨外到骨内</translation>
  </message>
  <message>
   <source>Thicken the thin wall</source>
   <translation>加厚薄壁</translation>
  </message>
  <message>
   <source>Thickness of a metal insert in the slot</source>
   <translation>槽内金属衬片的厚度</translation>
  </message>
  <message>
   <source>Thickness of the base</source>
   <translation>底座厚度</translation>
  </message>
  <message>
   <source>Thickness of the base:</source>
   <translation>底座厚度：</translation>
  </message>
  <message>
   <source>Thinnest wall that passes:</source>
   <translation>合格的最薄壁：</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>Use it</source>
   <translation>使用</translation>
  </message>
  <message>
   <source>Wall around a hole</source>
   <translation>孔周围的壁厚</translation>
  </message>
  <message>
   <source>Wall around a slot</source>
   <translation>槽周围的壁厚</translation>
  </message>
  <message>
   <source>Wall around holes:</source>
   <translation>孔壁厚：</translation>
  </message>
  <message>
   <source>Wall around slots:</source>
   <translation>槽壁厚：</translation>
  </message>
  <message>
   <source>Why it cannot wait</source>
   <translation>为何不能等待</translation>
  </message>
  <message>
   <source>Write all sizes to this file, to use them again</source>
   <translation>把全部尺寸写入此文件，供再次使用</translation>
  </message>
  <message>
   <source>Write it although a check that it needs fails</source>
   <translation>即使必要检查未通过也写出</translation>
  </message>
  <message>
   <source>Write the files</source>
   <translation>写出文件</translation>
  </message>
  <message>
   <source>none</source>
   <translation>无</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.asked_plan</name>
  <message>
   <source>The bone of this guide is no longer in the scene; design it again.</source>
   <translation>该导板的骨已不在场景中；请重新设计。</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.check_words</name>
  <message>
   <source>Area on the bone</source>
   <translation>贴骨面积</translation>
  </message>
  <message>
   <source>Blade is led</source>
   <translation>锯片导向</translation>
  </message>
  <message>
   <source>Blade passes</source>
   <translation>锯片可通过</translation>
  </message>
  <message>
   <source>Bone between the holes of a dome cut</source>
   <translation>圆顶截骨孔间骨桥</translation>
  </message>
  <message>
   <source>Bring cuts and holes closer, or make the base around them larger.</source>
   <translation>请把锯切与孔靠近，或加大其周围的底座。</translation>
  </message>
  <message>
   <source>Closed surface</source>
   <translation>表面封闭</translation>
  </message>
  <message>
   <source>Design it again with a smaller fineness.</source>
   <translation>请减小精细度后重新设计。</translation>
  </message>
  <message>
   <source>Drill upright on the bone</source>
   <translation>钻头垂直于骨面</translation>
  </message>
  <message>
   <source>Drills pass</source>
   <translation>钻头可通过</translation>
  </message>
  <message>
   <source>Fits in one place</source>
   <translation>贴合位置唯一</translation>
  </message>
  <message>
   <source>Free of other bones</source>
   <translation>避开其他骨</translation>
  </message>
  <message>
   <source>Gap to the bone</source>
   <translation>与骨的间隙</translation>
  </message>
  <message>
   <source>Goes on freely</source>
   <translation>可自由就位</translation>
  </message>
  <message>
   <source>Holes clear of slots</source>
   <translation>孔与槽分开</translation>
  </message>
  <message>
   <source>Holes in their axes</source>
   <translation>孔位于其轴线上</translation>
  </message>
  <message>
   <source>Let the base follow the bone less far, or turn the arrow.</source>
   <translation>请减小底座沿骨面起伏的范围，或转动箭头。</translation>
  </message>
  <message>
   <source>Let the base reach around more of the bone, or move it to its end.</source>
   <translation>请让底座包绕更多骨面，或移向骨端。</translation>
  </message>
  <message>
   <source>Let the base reach farther around and along the bone.</source>
   <translation>请让底座沿骨面覆盖更大范围。</translation>
  </message>
  <message>
   <source>Let the blade be led farther.</source>
   <translation>请加大锯片导向长度。</translation>
  </message>
  <message>
   <source>Lies close</source>
   <translation>贴合紧密</translation>
  </message>
  <message>
   <source>Make the base smaller on that side, or turn the arrow.</source>
   <translation>请缩小该侧的底座，或转动箭头。</translation>
  </message>
  <message>
   <source>Make the gap at undercuts or the base along the bone smaller.</source>
   <translation>请减小倒凹处间隙或底座沿骨面的范围。</translation>
  </message>
  <message>
   <source>Make the gap to the bone larger or the fineness smaller.</source>
   <translation>请加大与骨的间隙，或减小精细度。</translation>
  </message>
  <message>
   <source>Make the wall thicker.</source>
   <translation>请加厚该壁。</translation>
  </message>
  <message>
   <source>Make the walls around holes thicker.</source>
   <translation>请加厚孔周围的壁。</translation>
  </message>
  <message>
   <source>Make the walls around slots thicker and design it again.</source>
   <translation>请加厚槽周围的壁并重新设计。</translation>
  </message>
  <message>
   <source>Move holes and letters away from the slot, or make the slot longer.</source>
   <translation>请使孔和字母远离槽，或加长槽。</translation>
  </message>
  <message>
   <source>Move holes and slots apart.</source>
   <translation>请将孔与槽移开。</translation>
  </message>
  <message>
   <source>Move the holes apart, or away from the slot.</source>
   <translation>请把孔分开，或远离槽。</translation>
  </message>
  <message>
   <source>Move the holes away from the slot.</source>
   <translation>请使孔远离槽。</translation>
  </message>
  <message>
   <source>One piece</source>
   <translation>整体一件</translation>
  </message>
  <message>
   <source>Set {size} to {value:g} mm.</source>
   <translation>请将{size}设为 {value:g} mm。</translation>
  </message>
  <message>
   <source>Slot along the cut</source>
   <translation>槽与锯切平行</translation>
  </message>
  <message>
   <source>Slot in the cut</source>
   <translation>槽在锯切平面内</translation>
  </message>
  <message>
   <source>Thickness of the base</source>
   <translation>底座厚度</translation>
  </message>
  <message>
   <source>Thinnest wall</source>
   <translation>最薄壁</translation>
  </message>
  <message>
   <source>Turn the line so that it meets the bone more upright.</source>
   <translation>请转动直线，使其更垂直于骨面。</translation>
  </message>
  <message>
   <source>Wall around holes</source>
   <translation>孔壁厚</translation>
  </message>
  <message>
   <source>Wall around slots</source>
   <translation>槽壁厚</translation>
  </message>
  <message>
   <source>Width of holes</source>
   <translation>孔径</translation>
  </message>
  <message>
   <source>{size} {value:g} mm, and design again</source>
   <translation>{size}改为 {value:g} mm 并重新设计</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.export_panel</name>
  <message>
   <source>A few triangles have no area; slicers leave them out.</source>
   <translation>少数三角形没有面积；切片软件会略去。</translation>
  </message>
  <message>
   <source>Asking the hub whether you may use this guide:</source>
   <translation>正在向枢纽查询能否使用该导板：</translation>
  </message>
  <message>
   <source>Closed cavities would trap powder, resin or support.</source>
   <translation>封闭空腔会残留粉末、树脂或支撑。</translation>
  </message>
  <message>
   <source>Larger than the printer: make the base smaller, or take a larger printer.</source>
   <translation>超出打印机尺寸：请缩小底座，或换用更大的打印机。</translation>
  </message>
  <message>
   <source>More than one piece: bring cuts and holes closer.</source>
   <translation>不止一件：请把锯切与孔靠近。</translation>
  </message>
  <message>
   <source>Parts overhang: print with support.</source>
   <translation>有悬空部分：请加支撑打印。</translation>
  </message>
  <message>
   <source>PrusaSlicer: {minutes} min, {grams:.1f} g, cost {cost:.2f}</source>
   <translation>PrusaSlicer：{minutes} 分钟，{grams:.1f} g，费用 {cost:.2f}</translation>
  </message>
  <message>
   <source>Recording the emergency:</source>
   <translation>正在记录紧急情况：</translation>
  </message>
  <message>
   <source>Small pieces get lost in the print: bring cuts and holes closer.</source>
   <translation>小件会在打印中丢失：请把锯切与孔靠近。</translation>
  </message>
  <message>
   <source>The files are in {folder}.</source>
   <translation>文件在 {folder} 中。</translation>
  </message>
  <message>
   <source>The guide or its plan was changed while the hub was asked; write it again.</source>
   <translation>查询期间导板或其计划已被修改；请重新写出。</translation>
  </message>
  <message>
   <source>The surface is inside out: design the guide again.</source>
   <translation>表面内外颠倒：请重新设计导板。</translation>
  </message>
  <message>
   <source>The surface is not that of a solid: design the guide again.</source>
   <translation>表面不构成实体：请重新设计导板。</translation>
  </message>
  <message>
   <source>The surface is open: design the guide again.</source>
   <translation>表面不封闭：请重新设计导板。</translation>
  </message>
  <message>
   <source>Thinner than the printer can make: thicken base and walls.</source>
   <translation>薄于打印机所能：请加厚底座和壁。</translation>
  </message>
  <message>
   <source>Writing the guide:</source>
   <translation>正在写出导板：</translation>
  </message>
  <message>
   <source>Writing the repositioning guide:</source>
   <translation>正在写出复位导板：</translation>
  </message>
  <message>
   <source>{name}: {width:.0f} × {depth:.0f} × {height:.0f} mm, {grams:.0f} g</source>
   <translation>{name}：{width:.0f} × {depth:.0f} × {height:.0f} mm，重 {grams:.0f} g</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.guidance</name>
  <message>
   <source>Amber checks to look at: {count}. {advice}</source>
   <translation>需查看的黄色检查：{count} 项。{advice}</translation>
  </message>
  <message>
   <source>Choose an osteotomy of the plan, or place a saw cut or a hole in the views.</source>
   <translation>请选择计划中的截骨，或在视图中放置锯切或孔。</translation>
  </message>
  <message>
   <source>Every check passed. Write the files, or add the guide to the plan.</source>
   <translation>全部检查通过。请写出文件，或把导板加入计划。</translation>
  </message>
  <message>
   <source>Set the sizes and press Design the guide.</source>
   <translation>请设定尺寸，然后按“设计导板”。</translation>
  </message>
  <message>
   <source>Something changed since this guide was designed: press Design the guide again.</source>
   <translation>导板设计后有改动：请重新按“设计导板”。</translation>
  </message>
  <message>
   <source>Start: choose an osteotomy of the plan, or the bone that the guide shall lie on.</source>
   <translation>开始：请选择计划中的截骨，或导板要贴合的骨。</translation>
  </message>
  <message>
   <source>The guide is of no use so. {advice}</source>
   <translation>这样的导板不可用。{advice}</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.logic</name>
  <message>
   <source>Choose the bone first.</source>
   <translation>请先选择骨。</translation>
  </message>
  <message>
   <source>Choose the folder for the guide first.</source>
   <translation>请先选择导板的文件夹。</translation>
  </message>
  <message>
   <source>Choose the osteotomy of the plan that moves the fragments in section 1 first.</source>
   <translation>请先在第 1 部分选择移动骨块的截骨。</translation>
  </message>
  <message>
   <source>Guide</source>
   <translation>导板</translation>
  </message>
  <message>
   <source>No size of this guide needs to be changed.</source>
   <translation>此导板没有需要更改的尺寸。</translation>
  </message>
  <message>
   <source>Repositioning guide</source>
   <translation>复位导板</translation>
  </message>
  <message>
   <source>Something changed since this guide was designed: press Design the guide again first.</source>
   <translation>导板设计后有改动：请先重新按“设计导板”。</translation>
  </message>
  <message>
   <source>The osteotomy is of another bone; choose the bone that the plan was made on.</source>
   <translation>该截骨属于另一块骨；请选择计划所用的骨。</translation>
  </message>
  <message>
   <source>The wall cannot be made thicker than that; move holes and slots apart.</source>
   <translation>壁厚无法再加大；请将孔与槽移开。</translation>
  </message>
  <message>
   <source>There is no guide yet: press Design the guide first.</source>
   <translation>还没有导板：请先按“设计导板”。</translation>
  </message>
  <message>
   <source>There is no plan with this bone: make one in the Osteotomy Simulator or the Implant Planner.</source>
   <translation>没有包含该骨的计划：请在截骨模拟或植入物规划中制定。</translation>
  </message>
  <message>
   <source>There is nothing to guide: choose an osteotomy, or place a saw cut or a hole.</source>
   <translation>没有可引导的内容：请选择截骨，或放置锯切或孔。</translation>
  </message>
  <message>
   <source>This guide has cuts of the plan and others; make one guide for each.</source>
   <translation>该导板同时含有计划内外的锯切；请分别制作导板。</translation>
  </message>
  <message>
   <source>designed</source>
   <translation>已设计</translation>
  </message>
  <message>
   <source>{file} holds no sizes; choose a JSON file.</source>
   <translation>{file} 中没有尺寸；请选择 JSON 文件。</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.marks</name>
  <message>
   <source>Look here</source>
   <translation>请查看此处</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.placed_nodes</name>
  <message>
   <source>Choose a plane, line or point list first.</source>
   <translation>请先选择平面、直线或点列表。</translation>
  </message>
  <message>
   <source>Drill hole</source>
   <translation>钻孔</translation>
  </message>
  <message>
   <source>K-wire</source>
   <translation>克氏针</translation>
  </message>
  <message>
   <source>Saw cut</source>
   <translation>锯切</translation>
  </message>
  <message>
   <source>Window</source>
   <translation>观察窗</translation>
  </message>
  <message>
   <source>a line</source>
   <translation>直线</translation>
  </message>
  <message>
   <source>a plane</source>
   <translation>平面</translation>
  </message>
  <message>
   <source>a point list</source>
   <translation>点列表</translation>
  </message>
  <message>
   <source>{name} cannot be that: choose {shape}, or another kind in the list before.</source>
   <translation>{name} 不能作此用途：请选择{shape}，或先在列表中换一种类型。</translation>
  </message>
  <message>
   <source>{name} is not placed yet: click it into the views, or take it off.</source>
   <translation>{name} 尚未放置：请在视图中点击放置，或取消使用。</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.placed_panel</name>
  <message>
   <source>Click beside the bone where the saw comes from; turn the plane by its handles.</source>
   <translation>请在骨旁锯片进入的一侧点击；用手柄转动平面。</translation>
  </message>
  <message>
   <source>Click on the bone where you want to see through the base.</source>
   <translation>请在骨面上希望透过底座观察的位置点击。</translation>
  </message>
  <message>
   <source>Click where the drill starts outside the bone, then where it ends inside.</source>
   <translation>请先点击骨外的钻孔起点，再点击骨内的终点。</translation>
  </message>
  <message>
   <source>Diameter</source>
   <translation>直径</translation>
  </message>
  <message>
   <source>Guided</source>
   <translation>引导对象</translation>
  </message>
  <message>
   <source>Only what is placed below</source>
   <translation>仅限下方放置的内容</translation>
  </message>
  <message>
   <source>What</source>
   <translation>类型</translation>
  </message>
  <message>
   <source>not placed</source>
   <translation>未放置</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.plan_of_scene</name>
  <message>
   <source>The plan has no chosen variant: choose one in the Osteotomy Simulator first.</source>
   <translation>计划没有选定的方案：请先在“截骨模拟”中选择。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
  <message>
   <source>There is no plan in this scene: make one in the Osteotomy Simulator first.</source>
   <translation>本场景没有计划：请先在“截骨模拟”中制作。</translation>
  </message>
  <message>
   <source>This bone is not one of the plan; choose the bone that the plan was made on.</source>
   <translation>该骨不在计划中；请选择计划所用的骨。</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.plan_screws</name>
  <message>
   <source>The plan has no screw in this bone: place some in the Implant Planner first.</source>
   <translation>计划在该骨中没有螺钉：请先在植入物规划中放置。</translation>
  </message>
 </context>
 <context>
  <name>GuideDesignerLib.requirements</name>
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
  <name>GuideDesignerLib.widget</name>
  <message>
   <source>Check</source>
   <translation>检查</translation>
  </message>
  <message>
   <source>Designing the guide for the moved fragments:</source>
   <translation>正在设计复位导板：</translation>
  </message>
  <message>
   <source>Designing the guide:</source>
   <translation>正在设计导板：</translation>
  </message>
  <message>
   <source>Limit</source>
   <translation>限值</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>测量值</translation>
  </message>
  <message>
   <source>Repositioning:</source>
   <translation>复位导板：</translation>
  </message>
  <message>
   <source>The sizes are in {file}.</source>
   <translation>尺寸已保存到 {file}。</translation>
  </message>
  <message>
   <source>The sizes are those of {file}.</source>
   <translation>已采用 {file} 中的尺寸。</translation>
  </message>
  <message>
   <source>Variant {name} of the plan makes this guide again.</source>
   <translation>计划的方案 {name} 可重新生成该导板。</translation>
  </message>
  <message>
   <source>of the plan: {length:g} × {width:g} × {kerf:g} mm</source>
   <translation>计划所用：{length:g} × {width:g} × {kerf:g} mm</translation>
  </message>
  <message>
   <source>{title}: {measured}. {advice}</source>
   <translation>{title}：{measured}。{advice}</translation>
  </message>
 </context>
</TS>

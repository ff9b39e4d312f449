<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>HubBrowser</name>
  <message>
   <source>1. Hub</source>
   <translation>1. 枢纽</translation>
  </message>
  <message>
   <source>2. Find models and plans</source>
   <translation>2. 查找模型与计划</translation>
  </message>
  <message>
   <source>3. Publish</source>
   <translation>3. 发布</translation>
  </message>
  <message>
   <source>4. My techniques</source>
   <translation>4. 我的技术准入</translation>
  </message>
  <message>
   <source>5. Referrals</source>
   <translation>5. 转诊</translation>
  </message>
  <message>
   <source>6. What happens, what waits</source>
   <translation>6. 动态与待发送</translation>
  </message>
  <message>
   <source>About:</source>
   <translation>说明：</translation>
  </message>
  <message>
   <source>Address:</source>
   <translation>地址：</translation>
  </message>
  <message>
   <source>Another folder than that of the present plan; usually empty</source>
   <translation>当前计划以外的文件夹；通常留空</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>答复</translation>
  </message>
  <message>
   <source>As people reach it in the browser</source>
   <translation>与浏览器中访问的地址相同</translation>
  </message>
  <message>
   <source>Ask again</source>
   <translation>重新查询</translation>
  </message>
  <message>
   <source>Attach the present plan</source>
   <translation>附上当前计划</translation>
  </message>
  <message>
   <source>Bone or organ, as authors wrote it</source>
   <translation>骨或器官，按作者填写</translation>
  </message>
  <message>
   <source>Bone or organ; searched and filtered by</source>
   <translation>骨或器官；用于检索和筛选</translation>
  </message>
  <message>
   <source>Bone, pathology:</source>
   <translation>骨、病变：</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Chinese or English; two characters are enough</source>
   <translation>中文或英文，两个字即可</translation>
  </message>
  <message>
   <source>Choose one to look at it; a double click puts it into the scene</source>
   <translation>选择一项查看；双击放入场景</translation>
  </message>
  <message>
   <source>Diagnosis:</source>
   <translation>诊断：</translation>
  </message>
  <message>
   <source>English:</source>
   <translation>英文：</translation>
  </message>
  <message>
   <source>Fetches the files, checks them against the hub's ledger, and shows them</source>
   <translation>下载文件，与枢纽账本核对后显示</translation>
  </message>
  <message>
   <source>For planning, research and teaching. Not a cleared medical device; a surgeon decides.</source>
   <translation>用于规划、科研与教学，不是已获批的医疗器械；由外科医生决定。</translation>
  </message>
  <message>
   <source>For whom:</source>
   <translation>适用对象：</translation>
  </message>
  <message>
   <source>For:</source>
   <translation>机构：</translation>
  </message>
  <message>
   <source>Goals:</source>
   <translation>目标：</translation>
  </message>
  <message>
   <source>Hub Browser</source>
   <translation>枢纽浏览器</translation>
  </message>
  <message>
   <source>I operate at:</source>
   <translation>我的手术机构：</translation>
  </message>
  <message>
   <source>In Chinese where there is one</source>
   <translation>有中文标题时请填写中文</translation>
  </message>
  <message>
   <source>In the order in which you did it</source>
   <translation>按您操作的先后顺序发送</translation>
  </message>
  <message>
   <source>Instead: the folder of a training scenario, as Surgery Trainer saved it</source>
   <translation>或者：手术训练模块保存的训练情景文件夹</translation>
  </message>
  <message>
   <source>It is not sent</source>
   <translation>不会发送</translation>
  </message>
  <message>
   <source>Key:</source>
   <translation>密钥：</translation>
  </message>
  <message>
   <source>Kind of resource</source>
   <translation>资源类型</translation>
  </message>
  <message>
   <source>Kind:</source>
   <translation>类型：</translation>
  </message>
  <message>
   <source>Level</source>
   <translation>难度</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>许可</translation>
  </message>
  <message>
   <source>Licence, order:</source>
   <translation>许可、排序：</translation>
  </message>
  <message>
   <source>Licence:</source>
   <translation>许可：</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Of a procedure: one a line, in Chinese | English</source>
   <translation>手术操作的步骤：每行一步，中文 | 英文</translation>
  </message>
  <message>
   <source>Only what is possible now</source>
   <translation>仅列出当前可执行的操作</translation>
  </message>
  <message>
   <source>Only:</source>
   <translation>筛选：</translation>
  </message>
  <message>
   <source>Open the attachments in the scene</source>
   <translation>在场景中打开附件</translation>
  </message>
  <message>
   <source>Or the procedure</source>
   <translation>或手术操作</translation>
  </message>
  <message>
   <source>Pathology, as authors wrote it</source>
   <translation>病变，按作者填写</translation>
  </message>
  <message>
   <source>Pathology; searched and filtered by</source>
   <translation>病变；用于检索和筛选</translation>
  </message>
  <message>
   <source>Plan:</source>
   <translation>计划：</translation>
  </message>
  <message>
   <source>Plans and models of this patient</source>
   <translation>该患者的计划与模型</translation>
  </message>
  <message>
   <source>Publish without the patient</source>
   <translation>去除患者信息并发布</translation>
  </message>
  <message>
   <source>Published resources</source>
   <translation>已发布的资源</translation>
  </message>
  <message>
   <source>Put into the scene</source>
   <translation>放入场景</translation>
  </message>
  <message>
   <source>Region of the body</source>
   <translation>身体部位</translation>
  </message>
  <message>
   <source>Region:</source>
   <translation>部位：</translation>
  </message>
  <message>
   <source>Rehabilitation:</source>
   <translation>康复：</translation>
  </message>
  <message>
   <source>Scenario:</source>
   <translation>训练情景：</translation>
  </message>
  <message>
   <source>Sealed: only the other hospital can open it</source>
   <translation>加密：只有对方医院能打开</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>查找</translation>
  </message>
  <message>
   <source>Send now</source>
   <translation>立即发送</translation>
  </message>
  <message>
   <source>Shows a code that you type in the browser; no password is typed here</source>
   <translation>显示代码，由您在浏览器中输入；此处不输入密码</translation>
  </message>
  <message>
   <source>Sign in</source>
   <translation>登录</translation>
  </message>
  <message>
   <source>Sign out</source>
   <translation>退出登录</translation>
  </message>
  <message>
   <source>Signs in to a SlicerOsteo hub and finds models, plans and procedures that were reviewed; checks them against the hub's ledger and puts them into the scene. Publishes the present plan or a model without the patient, shows your admissions to restricted techniques, and answers referrals with a plan that only the other hospital can open. What is done without network is kept and sent later.</source>
   <translation>登录 SlicerOsteo 枢纽，查找经过评审的模型、计划和手术操作，与账本核对后放入场景。去除患者信息后发布当前计划或模型，显示您的限制类技术准入，并以只有对方医院能打开的计划答复转诊。无网络时的操作会保存并稍后发送。</translation>
  </message>
  <message>
   <source>Specialty</source>
   <translation>专科</translation>
  </message>
  <message>
   <source>Step:</source>
   <translation>操作：</translation>
  </message>
  <message>
   <source>Steps:</source>
   <translation>步骤：</translation>
  </message>
  <message>
   <source>Stop; what came is kept for the next time</source>
   <translation>停止；已收到的内容保留，下次继续</translation>
  </message>
  <message>
   <source>Summary:</source>
   <translation>小结：</translation>
  </message>
  <message>
   <source>Take away</source>
   <translation>移除</translation>
  </message>
  <message>
   <source>Takes out whoever it names, sends it, and hands it in for review</source>
   <translation>去除其中的个人信息，发送并提交评审</translation>
  </message>
  <message>
   <source>Takes this step; without network it is kept and sent later</source>
   <translation>执行此操作；无网络时保存并稍后发送</translation>
  </message>
  <message>
   <source>The file with your institution's secret key, with which attachments are opened</source>
   <translation>本机构的密钥文件，用于打开附件</translation>
  </message>
  <message>
   <source>The hub stays the one where plans are asked</source>
   <translation>退出后，计划定稿仍须向该枢纽查询</translation>
  </message>
  <message>
   <source>The institution for which the hub is asked</source>
   <translation>查询准入时所用的机构</translation>
  </message>
  <message>
   <source>The most pressing first; amber: late, or an emergency</source>
   <translation>最紧急的在前；黄色：已超期或急诊</translation>
  </message>
  <message>
   <source>The plan of this scene as it was saved, sealed for the other hospital; you see first whose it is</source>
   <translation>场景中计划的已保存版本，仅对方医院可解密；发送前会先显示患者信息供核对</translation>
  </message>
  <message>
   <source>The plan of this scene, or a model</source>
   <translation>本场景的计划或某个模型</translation>
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
   <source>What comes first</source>
   <translation>排列顺序</translation>
  </message>
  <message>
   <source>What happened at the hub, the newest first</source>
   <translation>枢纽的动态，最新在前</translation>
  </message>
  <message>
   <source>What it shows, in words that name nobody</source>
   <translation>内容说明，不得含个人信息</translation>
  </message>
  <message>
   <source>What others may do with it</source>
   <translation>他人可如何使用</translation>
  </message>
  <message>
   <source>What the other hospital does now</source>
   <translation>对方医院接下来要做的</translation>
  </message>
  <message>
   <source>What they learn</source>
   <translation>学习内容</translation>
  </message>
  <message>
   <source>What waits for you now</source>
   <translation>目前等待您处理的</translation>
  </message>
  <message>
   <source>What was found and done</source>
   <translation>检查所见与治疗经过</translation>
  </message>
  <message>
   <source>What was found beyond these</source>
   <translation>其余查找结果</translation>
  </message>
  <message>
   <source>What you are admitted to and until when; amber: ends soon, or not any more</source>
   <translation>您的准入及有效期；黄色：即将到期或已失效</translation>
  </message>
  <message>
   <source>What you did without network; amber: the hub refused it</source>
   <translation>无网络时的操作；黄色：被枢纽拒绝</translation>
  </message>
  <message>
   <source>What:</source>
   <translation>内容：</translation>
  </message>
  <message>
   <source>Who learns with it</source>
   <translation>供谁学习</translation>
  </message>
  <message>
   <source>Why, when and where, or with what result</source>
   <translation>原因、时间与地点，或结果</translation>
  </message>
  <message>
   <source>Words:</source>
   <translation>文字：</translation>
  </message>
  <message>
   <source>Your admissions as the hub has them now</source>
   <translation>枢纽中您目前的准入</translation>
  </message>
  <message>
   <source>Your institution</source>
   <translation>您的机构</translation>
  </message>
  <message>
   <source>residents</source>
   <translation>住院医师</translation>
  </message>
  <message>
   <source>with the plan</source>
   <translation>附上计划</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.comparing</name>
  <message>
   <source>Date of birth</source>
   <translation>出生日期</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>姓名</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>编号</translation>
  </message>
  <message>
   <source>Sex</source>
   <translation>性别</translation>
  </message>
  <message>
   <source>Side</source>
   <translation>侧别</translation>
  </message>
  <message>
   <source>The plan is of patient {plan}, the referral of {referral}: it is not sent.</source>
   <translation>计划属于患者 {plan}，转诊属于患者 {referral}：未发送。</translation>
  </message>
  <message>
   <source>The plan names no patient: look at its bones once more.</source>
   <translation>该计划未写明患者：请再核对一遍骨骼。</translation>
  </message>
  <message>
   <source>left</source>
   <translation>左侧</translation>
  </message>
  <message>
   <source>right</source>
   <translation>右侧</translation>
  </message>
  <message>
   <source>{name}: plan {plan}, referral {referral}</source>
   <translation>{name}：计划 {plan}，转诊单 {referral}</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.guidance</name>
  <message>
   <source>Sign in to {hub}: until then plans with restricted techniques are not finalised.</source>
   <translation>请登录 {hub}：登录之前，含限制类技术的计划不能定稿。</translation>
  </message>
  <message>
   <source>Start: type the address of your hub and press Sign in. Without a hub, no plan is held up.</source>
   <translation>开始：输入枢纽地址并点击“登录”。未配置枢纽时，任何计划都不受限制。</translation>
  </message>
  <message>
   <source>The hub does not answer. What you do is kept and sent when it is back; {count} wait.</source>
   <translation>枢纽没有响应。您的操作会保存，恢复后发送；待发送 {count} 项。</translation>
  </message>
  <message>
   <source>The hub refused what was done without network: {count}. See section 6.</source>
   <translation>枢纽拒绝了无网络时的操作：{count} 项。见第 6 部分。</translation>
  </message>
  <message>
   <source>{count} referrals wait for you, the most pressing first in section 5.</source>
   <translation>有 {count} 份转诊等待您处理，第 5 部分中最紧急的在前。</translation>
  </message>
  <message>
   <source>{count} things wait to be sent: press Send now in section 6.</source>
   <translation>有 {count} 项等待发送：请点击第 6 部分的“立即发送”。</translation>
  </message>
  <message>
   <source>{name}, you are signed in. Search, publish, or answer a referral.</source>
   <translation>{name}，您已登录。可以查找、发布或答复转诊。</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.hub_panel</name>
  <message>
   <source>Asking the hub for a code:</source>
   <translation>正在向枢纽申请代码：</translation>
  </message>
  <message>
   <source>Open {page} and type there: {code}</source>
   <translation>打开 {page}，输入代码：{code}</translation>
  </message>
  <message>
   <source>Signing out:</source>
   <translation>正在退出：</translation>
  </message>
  <message>
   <source>Type the code in the browser. Waiting:</source>
   <translation>请在浏览器中输入代码，正在等待：</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.library_panel</name>
  <message>
   <source>Also in {folder}: {names}.</source>
   <translation>另有文件在 {folder}：{names}。</translation>
  </message>
  <message>
   <source>Fetching the preview:</source>
   <translation>正在获取预览：</translation>
  </message>
  <message>
   <source>Fetching {title}:</source>
   <translation>正在获取 {title}：</translation>
  </message>
  <message>
   <source>In the scene: {things}. Licence: {licence}. Entry {number} of the ledger {ledger} names these files.</source>
   <translation>已放入场景：{things}。许可：{licence}。账本 {ledger} 第 {number} 条记有这些文件。</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>类型</translation>
  </message>
  <message>
   <source>Nothing was found. Try fewer words, or all regions.</source>
   <translation>没有找到。请减少关键词，或选择全部部位。</translation>
  </message>
  <message>
   <source>Searching:</source>
   <translation>正在查找：</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Surgery Trainer has the scenario {names} now.</source>
   <translation>手术训练模块已可使用训练情景 {names}。</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>标题</translation>
  </message>
  <message>
   <source>all bones and organs</source>
   <translation>所有骨与器官</translation>
  </message>
  <message>
   <source>all kinds</source>
   <translation>全部类型</translation>
  </message>
  <message>
   <source>all levels</source>
   <translation>全部难度</translation>
  </message>
  <message>
   <source>all licences</source>
   <translation>所有许可</translation>
  </message>
  <message>
   <source>all pathologies</source>
   <translation>所有病变</translation>
  </message>
  <message>
   <source>all regions</source>
   <translation>全部部位</translation>
  </message>
  <message>
   <source>all specialties</source>
   <translation>全部专科</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.live_panel</name>
  <message>
   <source>Connected: what happens is shown here at once.</source>
   <translation>已连接：新动态会立即显示在这里。</translation>
  </message>
  <message>
   <source>Everything was sent.</source>
   <translation>全部已发送。</translation>
  </message>
  <message>
   <source>Not sent yet</source>
   <translation>尚未发送</translation>
  </message>
  <message>
   <source>Sending what waits:</source>
   <translation>正在发送待发内容：</translation>
  </message>
  <message>
   <source>State</source>
   <translation>状态</translation>
  </message>
  <message>
   <source>The hub does not answer; it is tried again by itself.</source>
   <translation>枢纽没有响应，正在自动重试。</translation>
  </message>
  <message>
   <source>Urgency</source>
   <translation>紧急程度</translation>
  </message>
  <message>
   <source>What happened</source>
   <translation>动态</translation>
  </message>
  <message>
   <source>When</source>
   <translation>时间</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.publish_panel</name>
  <message>
   <source>Before it can be published it needs {things}.</source>
   <translation>发布前还需要：{things}。</translation>
  </message>
  <message>
   <source>Handed in for review. The automatic checks found nothing that stops it.</source>
   <translation>已提交评审，自动检查未发现阻碍。</translation>
  </message>
  <message>
   <source>Handed in, but a check keeps it from being reviewed: read the lines below, and take it back.</source>
   <translation>已提交，但有检查项未通过，无法进入评审：请阅读下方说明并撤回修改。</translation>
  </message>
  <message>
   <source>Handed in. The automatic checks are still running; the hub's page shows them.</source>
   <translation>已提交。自动检查仍在进行，结果见枢纽网页。</translation>
  </message>
  <message>
   <source>Publishing:</source>
   <translation>正在发布：</translation>
  </message>
  <message>
   <source>Taken out: {things}.</source>
   <translation>已去除：{things}。</translation>
  </message>
  <message>
   <source>The hub does not answer: it is kept, and handed in when the hub is back.</source>
   <translation>枢纽没有响应：已保存，恢复后提交。</translation>
  </message>
  <message>
   <source>a description</source>
   <translation>说明</translation>
  </message>
  <message>
   <source>a diagnosis</source>
   <translation>诊断</translation>
  </message>
  <message>
   <source>a title</source>
   <translation>标题</translation>
  </message>
  <message>
   <source>an audience</source>
   <translation>适用对象</translation>
  </message>
  <message>
   <source>goals</source>
   <translation>目标</translation>
  </message>
  <message>
   <source>its steps</source>
   <translation>操作步骤</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.reading</name>
  <message>
   <source>{name} is a dangerous archive; it is not opened.</source>
   <translation>{name} 是危险的压缩包，未打开。</translation>
  </message>
  <message>
   <source>{name} is damaged; fetch it again.</source>
   <translation>{name} 已损坏，请重新获取。</translation>
  </message>
  <message>
   <source>{name} is of a kind that is not shown here; it is in {folder}.</source>
   <translation>{name} 的类型无法在此显示；文件在 {folder}。</translation>
  </message>
  <message>
   <source>{name} names files outside of its folder; it is not opened.</source>
   <translation>{name} 引用了其文件夹之外的文件，未打开。</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.referrals_panel</name>
  <message>
   <source>A return needs a summary and a rehabilitation plan.</source>
   <translation>回转需要小结和康复计划。</translation>
  </message>
  <message>
   <source>Answering for {name}:</source>
   <translation>正在答复 {name} 的转诊：</translation>
  </message>
  <message>
   <source>Asking for referrals:</source>
   <translation>正在查询转诊：</translation>
  </message>
  <message>
   <source>Choose the file with the institution's secret key first.</source>
   <translation>请先选择本机构的密钥文件。</translation>
  </message>
  <message>
   <source>Due</source>
   <translation>期限</translation>
  </message>
  <message>
   <source>Is this the plan of this patient? It is sealed and sent.</source>
   <translation>这是该患者的计划吗？将加密后发送。</translation>
  </message>
  <message>
   <source>Opening the attachments of {name}:</source>
   <translation>正在打开 {name} 的附件：</translation>
  </message>
  <message>
   <source>Patient</source>
   <translation>患者</translation>
  </message>
  <message>
   <source>State</source>
   <translation>状态</translation>
  </message>
  <message>
   <source>The attached plan is of patient {plan}, the referral of {referral}: it is not opened.</source>
   <translation>附件中的计划属于患者 {plan}，转诊属于患者 {referral}：未打开。</translation>
  </message>
  <message>
   <source>The hub does not answer: it is kept, and sent when the hub is back.</source>
   <translation>枢纽没有响应：已保存，恢复后发送。</translation>
  </message>
  <message>
   <source>There is no plan in the scene: choose the folder in which one was saved.</source>
   <translation>场景中没有计划：请选择保存计划的文件夹。</translation>
  </message>
  <message>
   <source>This step needs words: say why, when, or with what result.</source>
   <translation>此操作需要说明：原因、时间或结果。</translation>
  </message>
  <message>
   <source>Urgency</source>
   <translation>紧急程度</translation>
  </message>
  <message>
   <source>{name} ({number}) in the scene: {things}.</source>
   <translation>{name}（{number}）已放入场景：{things}。</translation>
  </message>
  <message>
   <source>{name}: the plan is attached, sealed.</source>
   <translation>{name}：计划已加密附上。</translation>
  </message>
  <message>
   <source>{name}: {step}, done.</source>
   <translation>{name}：{step}，已完成。</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.requirements</name>
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
  <name>HubBrowserLib.rows</name>
  <message>
   <source>Accuracy: {value} mm</source>
   <translation>精度：{value} mm</translation>
  </message>
  <message>
   <source>Attached, sealed: {names}</source>
   <translation>附件（已加密）：{names}</translation>
  </message>
  <message>
   <source>Booked: {words}</source>
   <translation>预约：{words}</translation>
  </message>
  <message>
   <source>By: {names}</source>
   <translation>作者：{names}</translation>
  </message>
  <message>
   <source>Diagnosis: {diagnosis}</source>
   <translation>诊断：{diagnosis}</translation>
  </message>
  <message>
   <source>Files: {names}</source>
   <translation>文件：{names}</translation>
  </message>
  <message>
   <source>Its files stay in its region: ask its institution for a licence, on the hub's page.</source>
   <translation>其文件仅限本区域内使用：请在枢纽网页上向其机构申请许可。</translation>
  </message>
  <message>
   <source>Licence: {licence}</source>
   <translation>许可：{licence}</translation>
  </message>
  <message>
   <source>Patient: {who}</source>
   <translation>患者：{who}</translation>
  </message>
  <message>
   <source>Rehabilitation: {words}</source>
   <translation>康复：{words}</translation>
  </message>
  <message>
   <source>Summary: {words}</source>
   <translation>小结：{words}</translation>
  </message>
  <message>
   <source>Version {number}, {date}</source>
   <translation>版本 {number}，{date}</translation>
  </message>
  <message>
   <source>publish {title}</source>
   <translation>发布 {title}</translation>
  </message>
  <message>
   <source>refused</source>
   <translation>被拒绝</translation>
  </message>
  <message>
   <source>training record: {title}</source>
   <translation>训练记录：{title}</translation>
  </message>
  <message>
   <source>waits</source>
   <translation>等待中</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.scene_files</name>
  <message>
   <source>Save the plan first, in Implant Planner or Osteotomy Simulator.</source>
   <translation>请先在植入物规划或截骨模拟模块中保存计划。</translation>
  </message>
  <message>
   <source>The plan of this scene</source>
   <translation>本场景的计划</translation>
  </message>
  <message>
   <source>The plan was changed since it was saved in {folder}: save it again.</source>
   <translation>计划在保存到 {folder} 后又有修改：请重新保存。</translation>
  </message>
  <message>
   <source>There is no plan with bones in the scene; choose what to publish again.</source>
   <translation>场景中没有带骨骼的计划；请重新选择要发布的内容。</translation>
  </message>
  <message>
   <source>This model is not in the scene any more; choose what to publish again.</source>
   <translation>该模型已不在场景中；请重新选择要发布的内容。</translation>
  </message>
  <message>
   <source>model {name}</source>
   <translation>模型 {name}</translation>
  </message>
  <message>
   <source>names of files</source>
   <translation>文件名</translation>
  </message>
  <message>
   <source>names of the variants</source>
   <translation>方案名称</translation>
  </message>
  <message>
   <source>remarks of the variants</source>
   <translation>方案备注</translation>
  </message>
  <message>
   <source>segmentation {name}</source>
   <translation>分割 {name}</translation>
  </message>
  <message>
   <source>the date of birth</source>
   <translation>出生日期</translation>
  </message>
  <message>
   <source>the name of the model</source>
   <translation>模型名称</translation>
  </message>
  <message>
   <source>the patient's name</source>
   <translation>患者姓名</translation>
  </message>
  <message>
   <source>the patient's number</source>
   <translation>患者编号</translation>
  </message>
  <message>
   <source>the plan {title}</source>
   <translation>计划 {title}</translation>
  </message>
  <message>
   <source>the scene {name}</source>
   <translation>场景 {name}</translation>
  </message>
  <message>
   <source>the sex</source>
   <translation>性别</translation>
  </message>
  <message>
   <source>the signature</source>
   <translation>签名</translation>
  </message>
  <message>
   <source>the title</source>
   <translation>标题</translation>
  </message>
  <message>
   <source>volume {name}</source>
   <translation>影像 {name}</translation>
  </message>
  <message>
   <source>{name} is damaged; fetch it again.</source>
   <translation>{name} 已损坏，请重新获取。</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.session</name>
  <message>
   <source>Sign in to the hub first, in section 1.</source>
   <translation>请先在第 1 部分登录枢纽。</translation>
  </message>
  <message>
   <source>There is no plan.json in {folder}: save the plan there with its module first.</source>
   <translation>{folder} 中没有 plan.json：请先用相应模块把计划保存到该处。</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.techniques_panel</name>
  <message>
   <source>Admission</source>
   <translation>准入</translation>
  </message>
  <message>
   <source>Asking for your techniques:</source>
   <translation>正在查询技术准入：</translation>
  </message>
  <message>
   <source>No technique is restricted here now.</source>
   <translation>目前没有限制类技术。</translation>
  </message>
  <message>
   <source>Restricted here: {names}. The hub is asked before a plan of these is finalised.</source>
   <translation>限制类技术：{names}。此类计划定稿前须向枢纽查询准入。</translation>
  </message>
  <message>
   <source>Technique</source>
   <translation>技术</translation>
  </message>
  <message>
   <source>Until</source>
   <translation>有效期至</translation>
  </message>
  <message>
   <source>choose</source>
   <translation>请选择</translation>
  </message>
 </context>
 <context>
  <name>HubBrowserLib.vocabulary</name>
  <message>
   <source>A draft came back</source>
   <translation>草稿被退回</translation>
  </message>
  <message>
   <source>A draft was checked</source>
   <translation>草稿已自动检查</translation>
  </message>
  <message>
   <source>A resource was published</source>
   <translation>资源已发布</translation>
  </message>
  <message>
   <source>A resource was withdrawn</source>
   <translation>资源已撤回</translation>
  </message>
  <message>
   <source>A review began</source>
   <translation>评审已开始</translation>
  </message>
  <message>
   <source>Accept</source>
   <translation>接收</translation>
  </message>
  <message>
   <source>An admission was declined</source>
   <translation>一项准入未获批准</translation>
  </message>
  <message>
   <source>An admission was granted</source>
   <translation>一项准入已批准</translation>
  </message>
  <message>
   <source>An admission was reinstated</source>
   <translation>一项准入已恢复</translation>
  </message>
  <message>
   <source>An admission was revoked</source>
   <translation>一项准入已取消</translation>
  </message>
  <message>
   <source>An admission was suspended</source>
   <translation>一项准入已暂停</translation>
  </message>
  <message>
   <source>An emergency override was made</source>
   <translation>有一次紧急越权</translation>
  </message>
  <message>
   <source>An emergency override was reviewed</source>
   <translation>一次紧急越权已复核</translation>
  </message>
  <message>
   <source>Approve the transfer</source>
   <translation>批准转出</translation>
  </message>
  <message>
   <source>Arrived</source>
   <translation>已到院</translation>
  </message>
  <message>
   <source>Ask for transfer out</source>
   <translation>申请转出</translation>
  </message>
  <message>
   <source>Book</source>
   <translation>预约</translation>
  </message>
  <message>
   <source>CC BY 4.0 (name the authors)</source>
   <translation>CC BY 4.0（署名）</translation>
  </message>
  <message>
   <source>CC BY-NC 4.0 (name, not for profit)</source>
   <translation>CC BY-NC 4.0（署名、非商业）</translation>
  </message>
  <message>
   <source>CC BY-NC-SA 4.0 (name, not for profit, alike)</source>
   <translation>CC BY-NC-SA 4.0（署名、非商业、相同方式）</translation>
  </message>
  <message>
   <source>CC BY-SA 4.0 (name, share alike)</source>
   <translation>CC BY-SA 4.0（署名、相同方式共享）</translation>
  </message>
  <message>
   <source>CC0 1.0 (no rights kept)</source>
   <translation>CC0 1.0（放弃权利）</translation>
  </message>
  <message>
   <source>Cancel it</source>
   <translation>取消转诊</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>结案</translation>
  </message>
  <message>
   <source>Decline</source>
   <translation>拒绝</translation>
  </message>
  <message>
   <source>Referral: {step}</source>
   <translation>转诊：{step}</translation>
  </message>
  <message>
   <source>Refuse the transfer</source>
   <translation>不予转出</translation>
  </message>
  <message>
   <source>Return with summary</source>
   <translation>回转并附小结</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>发送</translation>
  </message>
  <message>
   <source>Send at once, approval afterwards</source>
   <translation>急诊先行转出，事后审批</translation>
  </message>
  <message>
   <source>Treated</source>
   <translation>已治疗</translation>
  </message>
  <message>
   <source>accepted</source>
   <translation>已接收</translation>
  </message>
  <message>
   <source>advanced</source>
   <translation>高级</translation>
  </message>
  <message>
   <source>anatomical model</source>
   <translation>解剖模型</translation>
  </message>
  <message>
   <source>applied</source>
   <translation>已申请</translation>
  </message>
  <message>
   <source>arrived</source>
   <translation>已到院</translation>
  </message>
  <message>
   <source>assessed</source>
   <translation>已评估</translation>
  </message>
  <message>
   <source>awaits the centre</source>
   <translation>待中心审批</translation>
  </message>
  <message>
   <source>basic</source>
   <translation>基础</translation>
  </message>
  <message>
   <source>best rated first</source>
   <translation>评分最高的在前</translation>
  </message>
  <message>
   <source>bone tumours</source>
   <translation>骨肿瘤</translation>
  </message>
  <message>
   <source>booked</source>
   <translation>已预约</translation>
  </message>
  <message>
   <source>cancelled</source>
   <translation>已取消</translation>
  </message>
  <message>
   <source>closed</source>
   <translation>已结案</translation>
  </message>
  <message>
   <source>complication</source>
   <translation>并发症</translation>
  </message>
  <message>
   <source>declined</source>
   <translation>已拒绝</translation>
  </message>
  <message>
   <source>deformity correction</source>
   <translation>畸形矫正</translation>
  </message>
  <message>
   <source>draft</source>
   <translation>草稿</translation>
  </message>
  <message>
   <source>emergency</source>
   <translation>急诊</translation>
  </message>
  <message>
   <source>expired</source>
   <translation>已过期</translation>
  </message>
  <message>
   <source>female</source>
   <translation>女</translation>
  </message>
  <message>
   <source>granted</source>
   <translation>已准入</translation>
  </message>
  <message>
   <source>hand and foot</source>
   <translation>手足外科</translation>
  </message>
  <message>
   <source>head and neck</source>
   <translation>头颈</translation>
  </message>
  <message>
   <source>inside the region only</source>
   <translation>仅限区域内使用</translation>
  </message>
  <message>
   <source>intermediate</source>
   <translation>中级</translation>
  </message>
  <message>
   <source>joint surgery</source>
   <translation>关节外科</translation>
  </message>
  <message>
   <source>lower limb</source>
   <translation>下肢</translation>
  </message>
  <message>
   <source>male</source>
   <translation>男</translation>
  </message>
  <message>
   <source>most fetched first</source>
   <translation>下载最多的在前</translation>
  </message>
  <message>
   <source>newest first</source>
   <translation>最新的在前</translation>
  </message>
  <message>
   <source>other</source>
   <translation>其他</translation>
  </message>
  <message>
   <source>paediatric orthopaedics</source>
   <translation>小儿骨科</translation>
  </message>
  <message>
   <source>pelvis and hip</source>
   <translation>骨盆与髋</translation>
  </message>
  <message>
   <source>procedure</source>
   <translation>手术操作</translation>
  </message>
  <message>
   <source>returned with summary</source>
   <translation>已回转</translation>
  </message>
  <message>
   <source>revoked</source>
   <translation>已取消</translation>
  </message>
  <message>
   <source>routine</source>
   <translation>常规</translation>
  </message>
  <message>
   <source>sent</source>
   <translation>已发送</translation>
  </message>
  <message>
   <source>spine</source>
   <translation>脊柱</translation>
  </message>
  <message>
   <source>spine surgery</source>
   <translation>脊柱外科</translation>
  </message>
  <message>
   <source>sports medicine</source>
   <translation>运动医学</translation>
  </message>
  <message>
   <source>suspended</source>
   <translation>已暂停</translation>
  </message>
  <message>
   <source>thorax</source>
   <translation>胸廓</translation>
  </message>
  <message>
   <source>transfer refused</source>
   <translation>转出未批准</translation>
  </message>
  <message>
   <source>transferred out</source>
   <translation>已转出</translation>
  </message>
  <message>
   <source>trauma</source>
   <translation>创伤骨科</translation>
  </message>
  <message>
   <source>treated</source>
   <translation>已治疗</translation>
  </message>
  <message>
   <source>unknown</source>
   <translation>不详</translation>
  </message>
  <message>
   <source>upper limb</source>
   <translation>上肢</translation>
  </message>
  <message>
   <source>urgent</source>
   <translation>紧急</translation>
  </message>
 </context>
</TS>

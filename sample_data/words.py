"""The words that the fictional enterprises are made of: plain lists, nothing is decided here.

The key technologies are those of section 4 of the plan, so that most enterprises describe what the plan asks
for; NEAR and FAR hold what other applicants write, so that the text match has something to tell apart.
"""


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


BRAND_FIRST = "澄辉岚屿霁珩朔澜煜笙霖陌昀琮骁翊皓淳璟曜璨晟麓溪瀚钧睿泓澍"
BRAND_SECOND = "岳衡川野舟弦序域峤麟榕铄禾阙旻榆骐霆湛乔宥嵘遥桐砚弈"
PLACES = _list("昆山|昆山|昆山|昆山|江苏|苏州")
FORMS = _list("有限公司|有限公司|有限公司|有限公司|有限公司|股份有限公司")
SURNAMES = "周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES = _list("样一|样二|样三|示安|示宁|示远|虚白|虚舟|虚谷|例成|例明|例清")

TRADES = {
    "display": _list("光电科技|显示技术|光电|触控科技|光学材料"),
    "equipment": _list("精密机械|智能装备|机器人技术|数控设备|自动化科技"),
    "materials": _list("新材料科技|高分子材料|电子材料|特种陶瓷|复合材料"),
    "software": _list("软件技术|微电子|半导体|集成电路|信息科技"),
    "smart_grid": _list("传感技术|物联科技|电力电子|测控技术|智能电气"),
    "biomedicine": _list("生物技术|医药科技|医疗器械|生物医药|诊断技术"),
    "energy_saving": _list("环保科技|节能技术|环境工程|水处理设备|环保设备"),
    "new_energy": _list("新能源科技|光伏技术|动力电池|新能源装备|太阳能科技"),
    "传统纺织": _list("纺织"),
    "五金加工": _list("五金制品"),
}

NATIONAL_INDUSTRIES = {
    "display": _list("C3974 显示器件制造|C3979 其他电子器件制造"),
    "equipment": _list("C3421 金属切削机床制造|C3491 工业机器人制造|C3525 模具制造"),
    "materials": _list("C2651 初级形态塑料及合成树脂制造|C3985 电子专用材料制造|C3073 特种陶瓷制品制造"),
    "software": _list("I6513 应用软件开发|C3973 集成电路制造|I6520 集成电路设计"),
    "smart_grid": _list("C3983 敏感元件及传感器制造|C3823 配电开关控制设备制造"),
    "biomedicine": _list("C2761 生物药品制造|C3581 医疗诊断、监护及治疗设备制造"),
    "energy_saving": _list("C3591 环境保护专用设备制造|C4021 环境监测专用仪器仪表制造"),
    "new_energy": _list("C3825 光伏设备及元器件制造|C3841 锂离子电池制造|C3415 风能原动设备制造"),
    "传统纺织": _list("C1751 化纤织造加工"),
    "五金加工": _list("C3360 金属表面处理及热处理加工"),
}

KEY_TECHNOLOGIES = {
    "display": _list(
        "OLED|AMOLED柔性技术|柔性显示面板|TFT-LCD|高分辨率技术|高色域技术|In-cell触控技术|液晶面板|玻璃基板|显示模组"
    ),
    "equipment": _list(
        "工业机器人|机器人本体|机器人控制器|伺服电机|减速器|数控机床|高性能数控系统|电主轴|纳米精度光栅|"
        "3D打印|增材制造专用材料"
    ),
    "materials": _list(
        "高性能膜材料|半导体材料|新型电子材料|高性能纤维复合材料|功能陶瓷材料|新型金属材料|新型合金材料|"
        "高性能工程塑料|生态环保材料|LED节能照明材料"
    ),
    "software": _list(
        "集成电路设计|平板显示驱动芯片|堆叠三维3D封装|芯片级封装（CSP）|系统级封装（SIP）|倒装焊（FC）|"
        "圆片级封装（WLP）|硅通孔（TSV）|集成电路封装测试|软件设计"
    ),
    "smart_grid": _list(
        "现代传感技术|传感器|通信技术|信息感知技术|信息处理技术|信息传输技术|物联网器件|智能电网器件|控制技术"
    ),
    "biomedicine": _list(
        "真核细胞表达系统|siRNA递送系统|小核酸药物|靶点活性筛选|核酸递药载体|缓释递送制剂|细胞治疗|医疗器械|疫病诊断"
    ),
    "energy_saving": _list(
        "节能装备自动化控制技术|产品再制造技术|循环利用技术|催化还原技术|水污染防治装备|大气污染防治装备|"
        "固体废弃物处理|环境监测仪器|工业变频设备"
    ),
    "new_energy": _list(
        "光伏发电技术|太阳能电池组件|高技术绿色电池|新能源汽车动力技术|新能源汽车整车控制系统|"
        "新能源汽车动力电池管理系统|风力发电装备|风光互补发电系统"
    ),
}
NEAR = {
    "display": _list("背光源与导光板|偏光片贴合|显示屏盖板玻璃减薄|触摸屏传感层印刷|液晶模块自动点灯检测"),
    "equipment": _list("多关节机械手夹具|精密模具与治具|数控加工中心刀库|非标自动化生产线|打印成形粉末设备"),
    "materials": _list("光学级聚酯薄膜|改性塑料粒子|铝合金压铸件|导电银浆|陶瓷基片烧结"),
    "software": _list("制造执行系统软件|引线框架电镀|多层印制电路板|芯片测试探针卡|跨境电子商务平台"),
    "smart_grid": _list("压力变送器|低压配电柜|无线抄表终端|射频识别标签|车间数据采集网关"),
    "biomedicine": _list("体外诊断试剂盒|医用导管与敷料|药用辅料|基因测序样本前处理|康复理疗仪器"),
    "energy_saving": _list("污水处理一体化设备|余热回收换热器|除尘脱硫装置|废旧线路板回收|高效节能水泵"),
    "new_energy": _list("光伏支架与接线盒|锂电池极片涂布|充电桩电源模块|电池铝壳|风机叶片涂层"),
}
FAR = _list(
    "精密冲压件与注塑件来料加工|包装纸箱与标签印刷|汽车内饰面料|厨房小家电|自行车零部件|"
    "仓储配送与报关服务|化纤面料织造及染整|办公家具"
)
PRODUCT_PHRASES = _list("{}|{}的研发与产业化|高性能{}|新型{}及配套产品|{}的生产与销售|面向高端制造的{}")
TECHNOLOGY_PHRASES = _list("{}|{}工艺及应用|自主{}开发|{}关键工艺|基于{}的集成创新|{}可靠性设计与测试")

export const words = {
  zh: {
    board: '检测看板', help: '一轮检测从通知到结果；数字可点开。', campaign: '轮次', none: '还没有检测轮次', add: '新建轮次',
    target: '应检', sampled: '已采样', held: '待复核', positive: '阳性管', backlog: '积压', turnaround: '平均出结果', missing: '重点岗位未检', people: '人', tubes: '管', ofTarget: '占应检 {n}', hours: '{n} 小时',
    stages: '样本管到哪了', stage: '环节', results: '结果', capacity: '需要', points: '采样点', benches: '采样台', samplers: '采样人员', needTubes: '采样管', labDays: '实验室天数', grids: '各网格覆盖', gridsHelp: '已检／应检；颜色深浅另有数字', gridsNone: '启动后按网格通知，这里显示各网格进度', of: '{came}/{due}', resulted: '已出结果', waiting: '待单采',
  },
  en: {
    board: 'Test board', help: 'A campaign from the call to the result; figures open.', campaign: 'Campaign', none: 'No campaign yet', add: 'New campaign',
    target: 'Due', sampled: 'Sampled', held: 'Held', positive: 'Positive tubes', backlog: 'Backlog', turnaround: 'Mean turnaround', missing: 'Key posts missing', people: 'people', tubes: 'tubes', ofTarget: '{n} of those due', hours: '{n} h',
    stages: 'Where the tubes are', stage: 'Stage', results: 'Results', capacity: 'Needed', points: 'Points', benches: 'Benches', samplers: 'Samplers', needTubes: 'Tubes', labDays: 'Days of the laboratories', grids: 'Coverage by grid', gridsHelp: 'Sampled of due; each cell has its figures', gridsNone: 'Once started, every grid is called and shows here', of: '{came}/{due}', resulted: 'with a result', waiting: 'to be tested singly',
  },
}

export const words = {
  zh: {
    title: '态势一屏', whole: '辖区', map: '各地情况', cells: '等格图，每格一地，点开下一级', shape: '按上传的边界绘制，点开下一级', by: '着色', late: '现逾期任务', trend: '近 14 天', lateBy: '逾期任务', lateNone: '没有逾期任务', missing: '未报报表', missingNone: '报表都已报送', gaps: '值班空缺', gapsNone: '今明两天没有空缺',
    wall: '大屏', leave: '退出大屏', choose: '选择指标', most: '最多 6 项', yesterday: '比昨日 {change}', same: '与昨日持平', leaf: '已到最下一级', rows: '查看台账', placePage: '打开地点', at: '{time} 更新', late_n: '逾期 {n}', upload: '上传边界（GeoJSON）', remove: '撤下边界', uploaded: '边界已保存', removed: '边界已撤下', unit: '{n} 个单位', legend: ['少', '多'],
    unmatched: '另有 {n} 处没有边界',
  },
  en: {
    title: 'Situation', whole: 'Places', map: 'Place by place', cells: 'equal cells, one a place; press one to go down', shape: 'drawn from your own boundaries; press one to go down', by: 'Colour', late: 'Duties late now', trend: 'Last 14 days', lateBy: 'Duties late', lateNone: 'No duty is late', missing: 'Reports missing', missingNone: 'Every report is in', gaps: 'Roster gaps', gapsNone: 'No gap today or tomorrow',
    wall: 'Wall screen', leave: 'Leave wall screen', choose: 'Choose figures', most: 'six at most', yesterday: '{change} on yesterday', same: 'as yesterday', leaf: 'Nothing lies below', rows: 'Open the rows', placePage: 'Open the place', at: 'as of {time}', late_n: '{n} late', upload: 'Upload boundaries (GeoJSON)', remove: 'Take boundaries away', uploaded: 'Boundaries kept', removed: 'Boundaries taken away', unit: '{n} units', legend: ['few', 'many'],
    unmatched: '{n} more without a boundary',
  },
}

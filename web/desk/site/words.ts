export const words = {
  zh: {
    rooms: '隔离房态', roomsHelp: '一格一间；点开看住的是谁、能做什么。', noSite: '没有可看的隔离点', noRooms: '该隔离点还没有登记房间', addRooms: '登记房间',
    site: '隔离点', floor: '{n}层', beds: '{n}床', until: '消毒至 {at}', leaves: '{at} 解除', expected: '待入住', releases: '明日解除', noneExpected: '没有待入住的人员', noneReleases: '明日无人解除',
    propose: '建议房间', proposed: '已为 {n} 人建议房间；一家人同住，可改', splitNote: '{family}：一间住不下，建议相邻两间以上', withoutNote: '{n} 人没有合适的空房', confirm: '确认 {n} 人入住', giveUp: '放弃建议', done: '{n} 人已入住', family: '家庭', person: '姓名', room: '房间', bed: '床', needs: '需要', age: '{n}岁', blocks: '阻碍', notTested: '未采样', clear: '无', everyone: '全部人员', newTransfer: '转运单', fit: { single: '单人间', family: '家庭间', barrier_free: '无障碍' }, openRecord: '打开记录', guests: '在住', move: '换房', stay: '还住 {n} 天', undo: '撤回入住',
    transfers: '转运看板', transfersHelp: '一趟一消毒；车辆消毒后才能再派。', noneTransfers: '没有未完成的转运', heads: '{n} 人', since: '已 {t}', vehicles: '车辆', seats: '{n} 座', request: '申请转运', late: '超时', today: '今日完成 {n} 趟',
  },
  en: {
    rooms: 'Room board', roomsHelp: 'A cell is a room; open it to see who stays there and what can be done.', noSite: 'No quarantine site to show', noRooms: 'No rooms are recorded for this site', addRooms: 'Add rooms',
    site: 'Site', floor: 'Floor {n}', beds: '{n} beds', until: 'cleaning until {at}', leaves: 'leaves {at}', expected: 'Expected', releases: 'Released tomorrow', noneExpected: 'Nobody is expected', noneReleases: 'Nobody is released tomorrow',
    propose: 'Propose rooms', proposed: 'Rooms proposed for {n} people, families together; change what you like', splitNote: '{family}: no room is large enough, rooms side by side', withoutNote: '{n} people have no suitable room', confirm: 'Check in {n} people', giveUp: 'Drop the proposal', done: '{n} people checked in', family: 'Family', person: 'Name', room: 'Room', bed: 'Bed', needs: 'Needs', age: 'aged {n}', blocks: 'Blocked by', notTested: 'no test', clear: 'nothing', everyone: 'Everybody', newTransfer: 'Transfer', fit: { single: 'single', family: 'family', barrier_free: 'barrier-free' }, openRecord: 'Open the record', guests: 'Staying', move: 'Change room', stay: '{n} days left', undo: 'Take back',
    transfers: 'Transfer board', transfersHelp: 'One transfer, one disinfection; a vehicle goes out again when it is clean.', noneTransfers: 'No transfer is under way', heads: '{n} people', since: 'for {t}', vehicles: 'Vehicles', seats: '{n} seats', request: 'Request a transfer', late: 'late', today: '{n} done today',
  },
}

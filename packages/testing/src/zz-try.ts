import { createMot, memoryStore, virtualClock, events } from '@motkit/core'
import { simulateStore } from '@motkit/testing'
for (const customers of [500, 5000]) {
const t=performance.now(); const list=simulateStore({customers}); const d=performance.now()-t
console.log(customers, list.length, 'events', Math.round(d),'ms', Math.round(list.length/d*1000),'/s')
}
const list=simulateStore()
const count: Record<string,number>={}
for(const e of list) count[e.type]=(count[e.type]??0)+1
console.log(count)
const clock=virtualClock('2026-01-02T00:00:00Z')
const mot=createMot({store:memoryStore(), plugins:[], clock})
const t=performance.now()
const r=await mot.ingestMany(list)
console.log('refused', r.filter(x=>!x.ok).map(x=>!x.ok&&x.error.message).slice(0,5), r.filter(x=>x.ok&&x.value.duplicate).length, Math.round(performance.now()-t),'ms')

/**
 * Words that say little of what a question is about. Some of them turn it round ("off", "not", "from"): they count
 * nothing when entries are found, and are looked at afterwards (see `contrastBetween`).
 */
export const stopWords: ReadonlySet<string> = new Set(
  `
  a about again all already also am an and any anymore are as ask at away be because been before being but by can
  cannot cant come could couldnt did didnt do does doesnt doing dont down else ever every for from get gets getting
  give go goes going gone got had has have havent having he hello help her here hey hi him his how i id if ill im in
  into is isnt it its itself ive just kind know let lets like made make makes making me mine more most much must my
  myself need needed needs no not nothing now of off ok on once one only or other our ours out over own please put
  really right same see she should shouldnt so some somebody someone something still such sure take tell than thank
  thanks that thats the their them then there these they thing things this those through to too try trying under up
  upon us use using very via want wanted wants was way we well were weve what whats when where wheres which while who
  whom whose why will with within without wont would you your yours youre
  を は が の に で と も へ や か よ ね ま ます です した た する し い て して せん ん たい ください から まで こと どこ どう いつ なぜ 私
  的 了 吗 呢 吧 我 你 您 我的 你的 我们 怎么 怎样 如何 什么 请 请问 想 要 我想 可以 能 是 在 有 和 也 都 哪里 哪儿 为什么
  ฉัน ผม ดิฉัน จะ ได้ อย่างไร ครับ ค่ะ คะ ไหม ที่ และ ของ เป็น มี ให้ ต้องการ ขอ อยาก
  `
    .split(/\s+/)
    .filter((word) => word !== ''),
);

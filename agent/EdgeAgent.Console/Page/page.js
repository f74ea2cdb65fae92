"use strict";
const texts = {
  en: {
    state: "State", buffer: "Buffer", uplinks: "Uplinks", buses: "Buses", cameras: "Cameras", picture: "picture of {0}, people made unknowable", noPicture: "no picture", points: "Points", point: "Point", value: "Value", quality: "Quality", age: "Age", trend: "Trend",
    lost: "The agent does not answer; what stands here is old.", other: "中文", running: "running", clock: "clock", good: "good", never: "not read yet", withheld: "withheld", personal: "personal data: shown to nobody",
    filled: "{0} of {1}", counts: "{0} so far, {1} kept", connected: "connected to {0}", away: "not connected to {0}", acknowledged: "{0} acknowledged", open: "open", closed: "closed",
    lostDevices: "devices lost: {0}", none: "none", allGood: "{0} points, all good", someBad: "{0} points, {1} without a good reading", second: "{0} s", minute: "{0} min", hour: "{0} h", day: "{0} d",
    timeout: "no answer", crc: "wrong check sum", truncated: "cut short", overlong: "too long", wrongUnit: "another unit answered", exception: "refused by the device", invalid: "no value",
    portGone: "port gone", notPolled: "device lost", malformed: "wrong answer", requests: "{0} requests", alarm: "alarms", event: "events", routine: "routine", bulk: "bulk",
    unsynced: "not set", ntp: "NTP", gnss: "satellite", rtc: "battery"
  },
  zh: {
    state: "状态", buffer: "缓存", uplinks: "上行", buses: "总线", cameras: "摄像机", picture: "{0} 的画面，人员已模糊处理", noPicture: "无画面", points: "测点", point: "测点", value: "数值", quality: "质量", age: "距今", trend: "趋势",
    lost: "网关没有应答，以下为旧数据。", other: "English", running: "已运行", clock: "时钟", good: "正常", never: "尚未读取", withheld: "不显示", personal: "个人数据，不予显示",
    filled: "{0} / {1}", counts: "共 {0} 条，保存 {1} 条", connected: "已连接 {0}", away: "未连接 {0}", acknowledged: "已确认 {0} 条", open: "已打开", closed: "已关闭",
    lostDevices: "{0} 台设备失联", none: "无", allGood: "{0} 个测点，全部正常", someBad: "{0} 个测点，{1} 个无正常读数", second: "{0} 秒", minute: "{0} 分钟", hour: "{0} 小时", day: "{0} 天",
    timeout: "无应答", crc: "校验错误", truncated: "应答不完整", overlong: "应答过长", wrongUnit: "其他地址应答", exception: "设备拒绝", invalid: "无效值",
    portGone: "串口不可用", notPolled: "设备失联", malformed: "应答不符", requests: "{0} 次请求", alarm: "报警", event: "事件", routine: "常规", bulk: "原始",
    unsynced: "未校时", ntp: "NTP", gnss: "卫星", rtc: "电池"
  }
};
// UCUM codes that people write otherwise.
const units = { Cel: "°C", Ohm: "Ω", kOhm: "kΩ", m3: "m³", "m3/h": "m³/h", "L/min": "L/min", uS: "µS", "uS/cm": "µS/cm", "ug/m3": "µg/m³", "mg/m3": "mg/m³", deg: "°", "{rpm}": "rpm", "kvar.h": "kvar·h", "kW.h": "kW·h", "[ppm]": "ppm" };
const periodMs = 2000;
let language = (navigator.language || "en").startsWith("zh") ? "zh" : "en";
let last = null;

const t = (key, ...values) => (texts[language][key] || key).replace(/\{(\d)\}/g, (all, i) => values[i] ?? all);
const $ = id => document.getElementById(id);

function node(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function duration(ms) {
  const s = Math.floor(ms / 1000);
  if (s < 60) return t("second", s);
  if (s < 3600) return t("minute", Math.floor(s / 60));
  if (s < 86400) return t("hour", Math.floor(s / 3600));
  return t("day", Math.floor(s / 86400));
}

function number(value) {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 3;
  return value.toLocaleString(language, { maximumFractionDigits: digits });
}

function bytes(value) {
  return value < 1 << 20 ? Math.ceil(value / 1024) + " KiB" : (value / (1 << 20)).toFixed(1) + " MiB";
}

function sparkline(values, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 60 16");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  if (values.length < 2) return svg;
  const low = Math.min(...values), high = Math.max(...values), span = high - low || 1;
  svg.setAttribute("aria-label", `${name}: ${number(low)} – ${number(high)}`);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", values.map((v, i) => `${(i * 60 / (values.length - 1)).toFixed(1)},${(high === low ? 8 : 15 - 14 * (v - low) / span).toFixed(1)}`).join(" "));
  svg.append(line);
  return svg;
}

function pointRow(point) {
  const row = node("tr");
  const name = node("td");
  name.append(node("span", "", point.label || point.name), node("small", "", point.label ? point.name : ""));
  const isGood = point.quality === "good";
  const withheld = point.grade === "personal";
  const value = point.state ? point.state : point.value === undefined || point.value === null ? (withheld && isGood ? t("withheld") : "–") : number(point.value) + (point.unit ? " " + (units[point.unit] || point.unit) : "");
  const quality = point.quality === undefined ? t("never") : t(point.quality);
  const trend = node("td");
  trend.append(sparkline(point.history, point.label || point.name));
  const figure = node("td", withheld ? "number soft" : "number", value);
  if (withheld) figure.title = t("personal");
  row.append(name, figure, node("td", isGood ? "good" : point.quality === undefined ? "soft" : "bad", (isGood ? "✓ " : point.quality === undefined ? "" : "✗ ") + quality),
    node("td", "number", point.ageMs === undefined ? "–" : duration(point.ageMs)), trend);
  return row;
}

function line(isGood, text, fault) {
  const div = node("div");
  div.append(node("span", isGood ? "good" : "bad", isGood ? "✓ " : "✗ "), node("span", "", text));
  if (fault) div.append(node("div", "bad", fault));
  return div;
}

function fill(target, lines) {
  $(target).replaceChildren(...(lines.length ? lines : [node("div", "soft", t("none"))]));
}

// A picture is asked for again once it has come, while somebody looks.
function cameraFigure(name) {
  const figure = node("figure"), image = node("img"), fault = node("span", "bad");
  let count = 0;
  image.alt = t("picture", name);
  image.addEventListener("load", () => { fault.textContent = ""; setTimeout(ask, periodMs); });
  image.addEventListener("error", () => { fault.textContent = t("noPicture"); setTimeout(ask, 2 * periodMs); });
  const ask = () => { if (!figure.isConnected) return; if (document.hidden) setTimeout(ask, periodMs); else image.src = `/api/picture/${encodeURIComponent(name)}?n=${count++}`; };
  const caption = node("figcaption", "", name + " ");
  caption.append(fault);
  figure.append(image, caption);
  setTimeout(ask);
  return figure;
}

function drawCameras() {
  const key = JSON.stringify([language, last.cameras]);
  if ($("cameras").dataset.key === key) return;
  $("cameras").dataset.key = key;
  $("cameras").hidden = last.cameras.length === 0;
  $("cameras").replaceChildren(...last.cameras.map(cameraFigure));
}

function draw() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-text]").forEach(e => { e.textContent = t(e.dataset.text); });
  document.querySelectorAll("[data-label]").forEach(e => { e.setAttribute("aria-label", t(e.dataset.label)); });
  $("language").textContent = t("other");
  if (!last) return;
  $("title").textContent = last.label || last.gateway;
  $("subtitle").textContent = `${last.gateway} · ${last.profile} · EdgeAgent ${last.version} · ${t("running")} ${duration(last.runningMs)} · ${t("clock")}: ${t(last.clock)}`;
  document.title = `${last.label || last.gateway} · EdgeAgent`;
  fill("buffer", [line(!last.buffer.fault, t("filled", bytes(last.buffer.sizeBytes), bytes(last.buffer.budgetBytes)), last.buffer.fault),
    ...last.buffer.classes.filter(c => c.head > 0).map(c => node("div", "soft", `${t(c.class)} · ${t("counts", c.head, c.kept)}`))]);
  fill("uplinks", last.uplinks.map(u => line(u.connected, `${u.name} · ${t(u.connected ? "connected" : "away", u.server)} · ${t("acknowledged", u.acknowledged)}`, u.fault)));
  fill("buses", last.buses.map(b => line(b.open && b.devicesLost === 0, `${b.port} (${b.kind}) · ${t(b.open ? "open" : "closed")} · ${t("requests", b.requests)}` + (b.devicesLost ? ` · ${t("lostDevices", b.devicesLost)}` : ""), b.fault)));
  drawCameras();
  const bad = last.points.filter(p => p.quality !== "good").length;
  $("tally").textContent = bad ? t("someBad", last.points.length, bad) : t("allGood", last.points.length);
  $("tally").className = bad ? "bad" : "good";
  $("points").replaceChildren(...last.points.map(pointRow));
}

async function refresh() {
  try {
    const answer = await fetch("/api/view", { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    last = await answer.json();
    $("lost").hidden = true;
  } catch {
    $("lost").hidden = false;
  }
  draw();
  setTimeout(refresh, periodMs);
}

$("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; draw(); });
draw();
refresh();

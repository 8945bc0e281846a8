"use strict";
// Text of a log only ever becomes a text node or a plain attribute: nothing on this page parses markup.

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const byId = (id) => document.getElementById(id);
const data = (id) => JSON.parse(byId(id).textContent);
const index = data("index");
const operations = index.operations;

const pad = (number, width = 2) => String(number).padStart(width, "0");

function when(seconds) {
  if (seconds === null) return "";
  const time = new Date(seconds * 1000);
  const day = `${time.getUTCFullYear()}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
  return `${day} ${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}:${pad(time.getUTCSeconds())}`;
}

function lasting(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

const many = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

function chip(verdict) {
  const sign = make("span", { "aria-hidden": "true" }, index.verdicts[verdict].sign);
  return make("span", { class: `chip v-${verdict}` }, sign, ` ${verdict}`);
}

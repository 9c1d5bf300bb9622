/** The logo of Fernhill Works: a PNG of 96 by 96 pixels, drawn for the demo. */
export const DEMO_LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAgMAAACf9p+rAAAACVBMVEUAAAAvazz///8hOHl0AAAAAXRSTlMAQObYZgAAAVlJREFUeNq91juu' +
    'wyAQQFGn8BK8nyzBhQcp9GlmPyyBglnlE+Y3MIOl/B5V5CMHcWUByxLHCmzsSx0wjPJ8G+FIz28gxl1OwKfZJByTf0r/tWqwX8GmwaGsrqzx' +
    'psN9DqsO+xuw6XBUeAIgARgBmAAl+AiGJIQIVgFySEANoEJAshWAASGhApbOEQRAAifBdi8wMBG8AnF6AgHufMWnXxzCOb0DsAPEZzEi0Ag+' +
    'ZxdAObuEnF1Czj4CUs5OwzoM5ez+V9kNz/7k4Ft24zlQy449tOzUQ8s+QMs+Qs3eQWqUsuelLHXdJXv4TfZHn/1Rwboue2gQeHbLgHh25MCz' +
    'EweevQeWnUEOkbOnpSxl3ZCzly/ok+zuhO9k90jmla/dpLr+G5sMdC9cbDIb35e8slOXuv8Kqw77G3DT4eIcnB6p80P49fN8ejWYXibm14/p' +
    'hWV6xZlfitRr1B/V/0wAsh+ZLwAAAABJRU5ErkJggg==',
  'base64',
);

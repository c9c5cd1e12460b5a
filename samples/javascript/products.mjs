export const products = [
  { sku: "JKT-100", title: "Down parka", description: "A warm jacket for winter days, with a hood.", department: "outdoor", price: 189.0 },
  { sku: "JKT-110", title: "Rain shell", description: "A light jacket that keeps water out.", department: "outdoor", price: 79.9 },
  { sku: "JKT-120", title: "Winter jacket rack", description: "Holds a jacket by the door, winter and summer.", department: "home", price: 24.5 },
  { sku: "SWT-200", title: "Wool pullover", description: "Knitted from merino, warm and soft.", department: "clothing", price: 69.0 },
  { sku: "GLV-300", title: "Ski mittens", description: "Keep fingers warm at twenty below.", department: "outdoor", price: 39.0 },
  { sku: "LMP-400", title: "Reading lamp", description: "A lamp with a warm light for the bedside.", department: "home", price: 32.0 },
  { sku: "LMP-410", title: "Head torch", description: "A lamp for the forehead, 300 lumens.", department: "outdoor", price: 27.99 },
  { sku: "BLK-500", title: "Winter duvet", description: "Filled with down for cold bedrooms.", department: "home", price: 119.0 },
  { sku: "CAR-600", title: "Battery jacket", description: "Insulates a car battery in winter.", department: "car", price: 18.0 },
  { sku: "DOG-700", title: "Dog coat", description: "A quilted coat, warm on winter walks.", department: "pets", price: 34.0 },
  { sku: "BTL-800", title: "Vacuum flask", description: "Tea stays warm all day.", department: "home", price: 21.0 },
  { sku: "TNT-900", title: "Dome tent", description: "Sleeps two, three seasons.", department: "outdoor", price: 149.0 },
];

-- How high above the ankle the shank sensors are worn.
ALTER TABLE patient ADD COLUMN sensor_height_m REAL;

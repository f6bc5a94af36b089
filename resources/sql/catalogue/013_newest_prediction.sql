-- The AI result that counts for a study is the one that arrived last: a clock that is fast, here or at a colleague's, does not decide.
DROP TRIGGER prediction_added;
CREATE TRIGGER prediction_added AFTER INSERT ON prediction
BEGIN
    UPDATE study SET ai_label = CASE WHEN NEW.indeterminate THEN 'indeterminate' ELSE NEW.label END,
        ai_score = NEW.score, ai_at = NEW.created_at
    WHERE id = NEW.study_id;
END;
